import type { FixturePatient } from "#lib/patients/patient-fixture";

const starts = ["mar", "smi", "jo", "wil", "kra", "lev", "ngu", "gar", "bro", "da", "oke", "tan"];
const middles = ["", "a", "e", "in", "or", "ell", "ian", "est", "ow", "ur"];
const ends = ["son", "tin", "th", "nes", "berg", "man", "ko", "ez", "ski", "ley", "ard", "o"];
const given = ["Ann", "Maria", "James", "Wei", "Olu", "Elena", "Robert", "Sofia", "Ken", "Ines"];

/** The same people every time: family names as uneven as real ones, the first far more frequent than the last. */
export function people(from: number, to: number): FixturePatient[] {
  return Array.from({ length: to - from }, (_, at) => person(from + at));
}

function person(n: number): FixturePatient {
  const draw = spread(n);
  // A square makes the first names of each list the frequent ones.
  const pick = (list: readonly string[], part: number) =>
    list[Math.floor(fraction(draw, part) ** 2 * list.length)] ?? "";
  const family =
    (starts[Math.floor(fraction(draw, 1) * starts.length)] ?? "") +
    pick(middles, 2) +
    pick(ends, 3);
  const day = new Date(Date.UTC(1930, 0, 1) + Math.floor(fraction(draw, 4) * 27_000) * 86_400_000);
  return {
    family: family.charAt(0).toUpperCase() + family.slice(1),
    given: `${pick(given, 5)}${n % 7 === 0 ? ` ${String(n % 97)}` : ""}`,
    birthDate: day.toISOString().slice(0, 10),
    mrn: `B${String(n).padStart(7, "0")}`,
    phone: `+1555${String(1_000_000 + n)}`,
    lastVisitAt: new Date(1_700_000_000_000 + Math.floor(fraction(draw, 6) * 3e10)),
  };
}

function spread(n: number): number {
  let mixed = (n + 1) * 0x9e3779b1;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

/** A number from 0 to 1 that is another one for every part of a person. */
function fraction(draw: number, part: number): number {
  return spread(draw + part * 7_919) / 2 ** 32;
}
