import { type Body, bodyAt, type Measures, measuresAt } from "./body.ts";
import type { Clinician, DemoClinic } from "./clinics.ts";
import type { Person } from "./people.ts";
import { Chance } from "./random.ts";
import { type Therapy, therapyFor } from "./therapies.ts";

/** One visit: when, with whom, what was measured, and what was decided. */
export interface Visit {
  readonly index: number;
  readonly at: Date;
  readonly minutes: number;
  readonly isTelehealth: boolean;
  readonly clinician: Clinician;
  readonly kind: "initial" | "follow-up" | "refill";
  readonly body: Body;
  /** The results that were discussed, drawn some days before. */
  readonly labs: Measures | undefined;
  readonly drawnAt: Date;
  readonly doseBefore: number | undefined;
  readonly dose: number;
  readonly change: "start" | "up" | "down" | "same" | "stop";
  readonly tolerance: "well" | "mild" | "poor";
}

/** Two years of one patient. */
export interface Story {
  readonly person: Person;
  readonly therapy: Therapy;
  readonly clinician: Clinician;
  readonly visits: readonly Visit[];
  readonly isInsured: boolean;
  readonly allergies:
    | "none_known"
    | "not_recorded"
    | "penicillin"
    | "latex"
    | "adhesive"
    | "sulfonamides";
  readonly height: number;
  readonly chance: Chance;
}

const day = 86_400_000;

/** The story of a person, the same every time; only its dates follow `today`. */
export function storyOf(clinic: DemoClinic, person: Person, today: Date): Story {
  const chance = new Chance(`${clinic.slug} ${person.number}`);
  const therapy = therapyFor(clinic, person, chance);
  const clinician = chance.pick(clinic.clinicians);
  const height = Math.round(chance.around(person.sex === "male" ? 178 : 164, 7));
  const visits = visitsOf(clinic, person, therapy, clinician, height, chance, today);
  const allergies = chance.pick<Story["allergies"]>([
    "none_known",
    "none_known",
    "none_known",
    "not_recorded",
    "not_recorded",
    "penicillin",
    "latex",
    "adhesive",
    "sulfonamides",
  ]);
  return {
    person,
    therapy,
    clinician,
    visits,
    height,
    allergies,
    chance,
    isInsured: chance.happens(0.62),
  };
}

function visitsOf(
  clinic: DemoClinic,
  person: Person,
  therapy: Therapy,
  clinician: Clinician,
  height: number,
  chance: Chance,
  today: Date,
): Visit[] {
  const begun = person.number < 14 ? 700 : chance.whole(40, 725);
  const gaps = [
    0,
    chance.whole(38, 48),
    chance.whole(80, 98),
    ...Array.from({ length: 8 }, () => 0),
  ];
  let ago = begun;
  let step = 0;
  let dose: number | undefined;
  const frame = { person, therapy, height, seed: chance.next(), lean: chance.between(0, 1) };
  const visits: Visit[] = [];
  for (let index = 0; ago > (person.isDeceased ? 210 : 1); index += 1) {
    const at = visitTime(clinic, today, ago, chance);
    const weeks = (begun - ago) / 7;
    const tolerance = chance.pick<Visit["tolerance"]>([
      "well",
      "well",
      "well",
      "well",
      "mild",
      "poor",
    ]);
    const isDrawn = index % 2 === 0 || index < 3;
    const labs = isDrawn
      ? withSurprise(person, index, measuresAt(frame, weeks, dose, chance))
      : undefined;
    const change = decide(therapy, step, index, labs, tolerance, chance);
    if (change === "up") step += 1;
    if (change === "down") step -= 1;
    const next = therapy.doses[step] ?? therapy.doses[0];
    visits.push({
      index,
      at,
      minutes: index === 0 ? 45 : 20,
      isTelehealth: index > 0 ? chance.happens(0.8) : chance.happens(0.45),
      clinician: chance.happens(0.88) ? clinician : chance.pick(clinic.clinicians),
      kind: index === 0 ? "initial" : labs ? "follow-up" : "refill",
      body: bodyAt(frame, weeks, dose, chance),
      labs,
      drawnAt: new Date(at.getTime() - chance.whole(2, 6) * day - chance.whole(0, 90) * 60_000),
      doseBefore: dose,
      dose: next,
      change,
      tolerance,
    });
    dose = next;
    ago -= gaps[index + 1] || chance.whole(84, 128);
  }
  return visits;
}

function decide(
  therapy: Therapy,
  step: number,
  index: number,
  labs: Measures | undefined,
  tolerance: Visit["tolerance"],
  chance: Chance,
): Visit["change"] {
  if (index === 0) return "start";
  const hematocrit = labs?.get("20570-8") ?? 0;
  const tooHigh =
    hematocrit > 53 || (labs?.get("2986-8") ?? 0) > 1150 || (labs?.get("2484-4") ?? 0) > 300;
  if ((tooHigh || tolerance === "poor") && step > 0) return "down";
  const atTop = step >= therapy.doses.length - 1;
  const wantsMore = index <= 3 || chance.happens(0.2);
  return !atTop && wantsMore && tolerance === "well" && !tooHigh ? "up" : "same";
}

/** A time within opening hours of a working day, so many days ago. */
export function visitTime(clinic: DemoClinic, today: Date, ago: number, chance: Chance): Date {
  const date = new Date(today.getTime() - ago * day);
  const weekday = date.getUTCDay();
  if (weekday === 0) date.setUTCDate(date.getUTCDate() - 2);
  if (weekday === 6) date.setUTCDate(date.getUTCDate() - 1);
  return atClock(clinic.timeZone, date, chance.whole(8, 16), chance.pick([0, 15, 30, 45]));
}

/** The instant at which clocks of a zone show a time on the (UTC) day of `date`. */
export function atClock(timeZone: string, date: Date, hour: number, minute: number): Date {
  const guess = Date.UTC(
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    hour,
    minute,
  );
  const shown = new Date(guess).toLocaleString("sv-SE", { timeZone });
  return new Date(2 * guess - Date.parse(`${shown.replace(" ", "T")}Z`));
}

/** A few results in a clinic cannot wait. */
function withSurprise(person: Person, index: number, labs: Measures): Measures {
  const values = new Map(labs);
  const urgent = (code: string, every: number, at: number, value: number) => {
    if (index === 2 && person.number % every === at && values.has(code)) values.set(code, value);
  };
  urgent("20570-8", 53, 21, 60.4);
  urgent("2345-7", 61, 30, 418);
  urgent("2823-3", 71, 40, 6.4);
  return values;
}
