import type { Person } from "./people.ts";
import { type Chance, rounded } from "./random.ts";
import type { Therapy } from "./therapies.ts";

/** What does not change about a body, and how it answers. */
export interface Frame {
  readonly person: Person;
  readonly therapy: Therapy;
  readonly height: number;
  /** Where this body lies between low and high, from 0 to 1. */
  readonly seed: number;
  /** How well it answers to therapy, from 0 to 1. */
  readonly lean: number;
}

/** Vital signs of one visit. */
export interface Body {
  readonly weight: number;
  readonly systolic: number;
  readonly diastolic: number;
  readonly pulse: number;
}

/** Results by LOINC code. */
export type Measures = ReadonlyMap<string, number>;

/** How far a therapy has taken hold: nothing at first, all of it after about half a year. */
const taken = (weeks: number) => 1 - Math.exp(-Math.max(weeks, 0) / 12);

/** How high a dose is within its therapy, from 0 to 1. */
function strength({ therapy }: Frame, dose: number | undefined): number {
  if (dose === undefined) return 0;
  return (therapy.doses.indexOf(dose) + 1) / therapy.doses.length;
}

const isForWeight = ({ therapy }: Frame) =>
  therapy.key === "semaglutide" || therapy.key === "tirzepatide";

/** The share of weight lost so far. */
function lost(frame: Frame, weeks: number, dose: number | undefined): number {
  const most = isForWeight(frame) ? 0.09 + 0.12 * frame.lean : 0.02 + 0.02 * frame.lean;
  return dose === undefined ? 0 : most * taken(weeks / 2) * (0.5 + 0.5 * strength(frame, dose));
}

/** The vital signs so many weeks after the first visit. */
export function bodyAt(
  frame: Frame,
  weeks: number,
  dose: number | undefined,
  chance: Chance,
): Body {
  const index = (isForWeight(frame) ? 33 : 26) + frame.seed * 7;
  const start = index * (frame.height / 100) ** 2;
  const share = lost(frame, weeks, dose);
  return {
    weight: rounded(start * (1 - share) + chance.around(0, 0.8), 1),
    systolic: Math.round(chance.around(124 + frame.seed * 16 - share * 60, 6)),
    diastolic: Math.round(chance.around(77 + frame.seed * 9 - share * 30, 4)),
    pulse: Math.round(chance.around(72, 8)),
  };
}

/** The blood results so many weeks after the first visit, under the dose taken until then. */
export function measuresAt(
  frame: Frame,
  weeks: number,
  dose: number | undefined,
  chance: Chance,
): Measures {
  const common = metabolism(frame, weeks, dose, chance);
  const own = {
    testosterone: androgens,
    estradiol: estrogens,
    feminizing: estrogens,
    semaglutide: undefined,
    tirzepatide: undefined,
    sermorelin: growth,
    tesamorelin: growth,
  }[frame.therapy.key];
  return new Map([...(own?.(frame, weeks, dose, chance) ?? []), ...common]);
}

type Values = [string, number][];

function androgens(frame: Frame, weeks: number, dose: number | undefined, chance: Chance): Values {
  const total = dose === undefined ? 170 + frame.seed * 100 : 60 + dose * (5.2 + frame.lean * 2.2);
  const drawn = Math.max(90, chance.around(total, total * 0.09));
  const blood =
    42.5 + frame.seed * 2.5 + strength(frame, dose) * taken(weeks) * (4 + frame.lean * 5);
  const hematocrit = rounded(chance.around(blood, 0.9), 1);
  return [
    ["2986-8", Math.round(drawn)],
    ["2991-8", rounded(drawn * (0.018 + frame.seed * 0.006) * 10, 1)],
    ["2243-4", rounded(Math.max(8, drawn * 0.036 + chance.around(2, 5)), 1)],
    ["13967-5", rounded(34 - strength(frame, dose) * 9 + frame.seed * 14, 1)],
    ["20570-8", hematocrit],
    ["718-7", rounded(hematocrit / 3 + chance.around(0.3, 0.2), 1)],
    [
      "2857-1",
      rounded(
        0.5 + frame.seed * 1.6 + strength(frame, dose) * taken(weeks) * 0.7 + chance.next() * 0.2,
        2,
      ),
    ],
  ];
}

function estrogens(frame: Frame, weeks: number, dose: number | undefined, chance: Chance): Values {
  const high = frame.therapy.key === "feminizing" ? 190 : 95;
  const level = 11 + frame.seed * 9 + strength(frame, dose) * high * (0.7 + frame.lean * 0.5);
  const follicle =
    frame.therapy.key === "feminizing" ? 1.2 : 78 - strength(frame, dose) * taken(weeks) * 48;
  return [
    ["2243-4", rounded(Math.max(8, chance.around(level, level * 0.1)), 1)],
    ["15067-2", rounded(Math.max(0.4, chance.around(follicle, follicle * 0.06)), 1)],
    [
      "2986-8",
      Math.round(
        frame.therapy.key === "feminizing"
          ? 420 * (1 - strength(frame, dose) * 0.93)
          : 14 + frame.seed * 22,
      ),
    ],
    ["3016-3", rounded(chance.around(1.9 + frame.seed, 0.5), 2)],
    ["20570-8", rounded(chance.around(40.5, 1.1), 1)],
  ];
}

function growth(frame: Frame, weeks: number, dose: number | undefined, chance: Chance): Values {
  const level =
    92 + frame.seed * 40 + strength(frame, dose) * taken(weeks) * (95 + frame.lean * 90);
  return [
    ["2484-4", Math.round(chance.around(level, 9))],
    ["30522-7", rounded(Math.max(0.2, chance.around(3.1 - taken(weeks) * 1.4, 0.6)), 1)],
    ["3016-3", rounded(chance.around(2 + frame.seed, 0.5), 2)],
    ["20570-8", rounded(chance.around(43, 1.2), 1)],
  ];
}

function metabolism(frame: Frame, weeks: number, dose: number | undefined, chance: Chance): Values {
  const share = lost(frame, weeks, dose);
  const isDiabetic = frame.therapy.key === "tirzepatide";
  const sugar =
    (isDiabetic
      ? 7.1 + frame.seed * 1.9
      : isForWeight(frame)
        ? 5.6 + frame.seed * 0.8
        : 5.2 + frame.seed * 0.5) -
    share * (isDiabetic ? 11 : 4);
  const longTerm = rounded(Math.max(4.8, chance.around(sugar, 0.1)), 1);
  const total = 176 + frame.seed * 58 - share * 160;
  const triglycerides = 96 + frame.seed * 110 - share * 330;
  const protective = (frame.person.sex === "male" ? 43 : 54) + frame.lean * 9 + share * 30;
  const values: Values = [
    ["4548-4", longTerm],
    ["2345-7", Math.round(chance.around(20 * longTerm - 15, 4))],
    ["2093-3", Math.round(chance.around(total, 7))],
    ["18262-6", Math.round(chance.around(total - protective - triglycerides / 5, 6))],
    ["2085-9", Math.round(chance.around(protective, 2))],
    ["2571-8", Math.round(Math.max(48, chance.around(triglycerides, 12)))],
    ["1742-6", Math.round(Math.max(9, chance.around(24 + frame.seed * 26 - share * 70, 4)))],
    ["2160-0", rounded(chance.around(frame.person.sex === "male" ? 1 : 0.82, 0.07), 2)],
    ["2823-3", rounded(chance.around(4.3, 0.25), 1)],
  ];
  return isForWeight(frame)
    ? [...values, ["20448-7", rounded(Math.max(3, chance.around(19 - share * 75, 2)), 1)]]
    : values;
}
