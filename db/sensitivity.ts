/** The kinds of record that some law or promise keeps closer than the rest of a chart, as a record is tagged. */
export const sensitivities = [
  "mental_health",
  "substance_use",
  "hiv",
  "reproductive",
  "minor",
] as const;

/** One kind of sensitive record. */
export type Sensitivity = (typeof sensitivities)[number];

/** The roles that say of which kind a record is, and take that back: those who read all that can be tagged. */
export const taggers = ["prescriber", "tenant_admin"] as const;

/** All that they may write in a record by it. */
export const tagging = { columns: ["sensitivity"] } as const;

/** What a restriction closes: the whole chart, or the records of one kind in it. */
export const restrictable = ["chart", ...sensitivities] as const;

/** What one restriction closes. */
export type Restrictable = (typeof restrictable)[number];

/** As an SQL list, for the checks of tables. */
export const listed = (words: readonly string[]) => words.map((word) => `'${word}'`).join(", ");
