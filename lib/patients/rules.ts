import { foldName, nameParts } from "#lib/phi/normalize";
import type { NameReading } from "./search-text.ts";

/** A patient's opened names, folded once for comparing and sorting. */
export interface FoldedName {
  readonly family: string;
  readonly familyParts: readonly string[];
  readonly given: string;
  readonly givenParts: readonly string[];
  /** A former family name, by which people still ask. */
  readonly former: string;
}

/** Folds a patient's names. */
export function foldPatient(family: string, given: string, former = ""): FoldedName {
  const [familyParts, givenParts] = [nameParts(family), nameParts(given)];
  return {
    family: familyParts.join(""),
    familyParts,
    given: givenParts.join(""),
    givenParts,
    former: foldName(former),
  };
}

/** How well a name fits: 0 the whole name, 1 its beginning. */
type Fit = 0 | 1;

/**
 * The rank of a patient among the results for these readings, or undefined when none fits. Lower is
 * better: exact before prefix, a family name before a given one, the likelier reading before the other.
 */
export function rankOf(readings: readonly NameReading[], name: FoldedName): number | undefined {
  let best: number | undefined;
  for (const [position, reading] of readings.entries()) {
    const rank = rankOfReading(reading, name);
    if (rank === undefined) continue;
    const placed = rank * 100 + position;
    if (best === undefined || placed < best) best = placed;
  }
  return best;
}

function rankOfReading({ family, given }: NameReading, name: FoldedName): number | undefined {
  const familyFit =
    family === undefined ? 0 : matchOf(family, name.family, [...name.familyParts, name.former]);
  const givenFit = given === undefined ? 0 : matchOf(given, name.given, name.givenParts);
  if (familyFit === undefined || givenFit === undefined) return undefined;
  if (family === undefined) return givenFit * 2 + 1;
  return given === undefined ? familyFit * 2 : familyFit * 2 + givenFit;
}

/** A word shorter than three letters is looked for as a whole name only, since no token holds so short a prefix. */
function matchOf(word: string, whole: string, parts: readonly string[]): Fit | undefined {
  if (word === whole || parts.includes(word)) return 0;
  if (word.length < 3) return undefined;
  return whole.startsWith(word) || parts.some((part) => part.startsWith(word)) ? 1 : undefined;
}

/** What a list by name is sorted by: the folded family name, then the given one. Accents do not part a family. */
export function nameKey({ family, given }: FoldedName): string {
  return `${family}\u0001${given}`;
}
