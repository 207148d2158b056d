/** The kinds of record that some law or promise keeps closer than the rest of a chart, as a record is tagged. */
export const sensitivities = [
  "mental_health",
  "substance_use",
  "hiv",
  "reproductive",
  "minor",
] as const;

/** What a restriction closes: the whole chart, or the records of one kind in it. */
export const restrictable = ["chart", ...sensitivities] as const;

/** What one restriction closes. */
export type Restrictable = (typeof restrictable)[number];

/** As an SQL list, for the checks of tables. */
export const listed = (words: readonly string[]) => words.map((word) => `'${word}'`).join(", ");
