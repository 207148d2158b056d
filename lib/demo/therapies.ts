import type { DemoClinic } from "./clinics.ts";
import type { Person } from "./people.ts";
import type { Chance } from "./random.ts";

/** One step of a therapy: what is prescribed, from the number of the visit at which it begins. */
export interface Therapy {
  readonly key:
    | "testosterone"
    | "estradiol"
    | "feminizing"
    | "semaglutide"
    | "tirzepatide"
    | "sermorelin"
    | "tesamorelin";
  readonly drug: string;
  readonly unit: string;
  readonly route: string;
  readonly frequency: string;
  /** Doses from lowest to highest. */
  readonly doses: readonly [number, ...number[]];
  /** How a dose is put to the patient. */
  readonly words: (dose: number) => string;
  readonly schedule?: string;
  readonly quantity: string;
  readonly daysSupply: number;
  readonly problem: { readonly code: string; readonly display: string };
  readonly complaint: string;
}

const menopause = { code: "N95.1", display: "Menopausal and female climacteric states" };

/** The therapies of the demonstration clinics. Drugs are named in words: their RxNorm codes could not be checked. */
export const therapies: Record<Therapy["key"], Therapy> = {
  testosterone: {
    key: "testosterone",
    drug: "Testosterone cypionate 200 mg/mL injection",
    unit: "mg",
    route: "Subcutaneous",
    frequency: "once a week",
    doses: [80, 100, 120, 140, 160],
    words: (dose) => `${dose / 200} mL (${dose} mg)`,
    schedule: "C-III",
    quantity: "4 mL",
    daysSupply: 56,
    problem: { code: "E29.1", display: "Testicular hypofunction" },
    complaint: "low energy, low libido and poor recovery after exercise",
  },
  estradiol: {
    key: "estradiol",
    drug: "Estradiol transdermal patch",
    unit: "mg/day",
    route: "Transdermal",
    frequency: "twice a week",
    doses: [0.025, 0.0375, 0.05, 0.075, 0.1],
    words: (dose) => `1 patch (${dose} mg/day)`,
    quantity: "24 patch",
    daysSupply: 84,
    problem: menopause,
    complaint: "hot flashes, night sweats and broken sleep",
  },
  feminizing: {
    key: "feminizing",
    drug: "Estradiol 2 mg oral tablet",
    unit: "mg",
    route: "Oral",
    frequency: "once a day",
    doses: [2, 4, 6],
    words: (dose) => `${dose / 2} tablet (${dose} mg)`,
    quantity: "180 tablet",
    daysSupply: 90,
    problem: { code: "F64.0", display: "Transsexualism" },
    complaint: "wishes to continue gender-affirming hormone therapy",
  },
  semaglutide: {
    key: "semaglutide",
    drug: "Semaglutide pen injector",
    unit: "mg",
    route: "Subcutaneous",
    frequency: "once a week",
    doses: [0.25, 0.5, 1, 1.7, 2.4],
    words: (dose) => `${dose} mg`,
    quantity: "4 pen",
    daysSupply: 28,
    problem: { code: "E66.812", display: "Obesity, class 2" },
    complaint: "weight gain in spite of diet and exercise",
  },
  tirzepatide: {
    key: "tirzepatide",
    drug: "Tirzepatide pen injector",
    unit: "mg",
    route: "Subcutaneous",
    frequency: "once a week",
    doses: [2.5, 5, 7.5, 10, 12.5],
    words: (dose) => `${dose} mg`,
    quantity: "4 pen",
    daysSupply: 28,
    problem: { code: "E11.9", display: "Type 2 diabetes mellitus without complications" },
    complaint: "high morning glucose readings",
  },
  sermorelin: {
    key: "sermorelin",
    drug: "Sermorelin acetate injection, compounded",
    unit: "mcg",
    route: "Subcutaneous",
    frequency: "once a day at bedtime",
    doses: [100, 200, 300, 400],
    words: (dose) => `${dose} mcg`,
    quantity: "9 mL",
    daysSupply: 30,
    problem: { code: "R53.83", display: "Other fatigue" },
    complaint: "fatigue and slow recovery between training sessions",
  },
  tesamorelin: {
    key: "tesamorelin",
    drug: "Tesamorelin injection",
    unit: "mg",
    route: "Subcutaneous",
    frequency: "once a day",
    doses: [1, 1.4, 2],
    words: (dose) => `${dose} mg`,
    quantity: "30 vial",
    daysSupply: 30,
    problem: { code: "E23.0", display: "Hypopituitarism" },
    complaint: "central weight gain and low exercise tolerance",
  },
};

/** The therapy that a person comes to a clinic for. */
export function therapyFor(clinic: DemoClinic, person: Person, chance: Chance): Therapy {
  if (clinic.kind === "metabolic") {
    return chance.happens(0.6) ? therapies.semaglutide : therapies.tirzepatide;
  }
  if (clinic.kind === "peptide") {
    return chance.happens(0.7) ? therapies.sermorelin : therapies.tesamorelin;
  }
  if (person.genderIdentity === "Female" && person.sex === "male") return therapies.feminizing;
  return person.sex === "male" ? therapies.testosterone : therapies.estradiol;
}
