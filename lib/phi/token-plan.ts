/**
 * How the search tokens of a patient are cut. A token is short on purpose: many values share one, so
 * that equal tokens do not prove equal values. Too short, and a search opens many rows for nothing.
 *
 * `bits` is the width of a token. A column with `partitions` writes each row under one of that many
 * keys, drawn at random and kept nowhere; a search asks for all of them. A frequent name is thereby
 * spread over as many tokens, which flattens the histogram that gives names away.
 */
export interface TokenCut {
  readonly column: string;
  readonly index: string;
  readonly bits: number;
  readonly partitions: number;
}

const name = { bits: 14, partitions: 8 } as const;

/** Every short token column of `patients` and `patient_contacts`, by the name the code uses. */
export const tokenPlan = {
  family3: { column: "family", index: "prefix3", ...name },
  family4: { column: "family", index: "prefix4", ...name },
  family6: { column: "family", index: "prefix6", ...name },
  familyFull: { column: "family", index: "full", ...name },
  secondFamily3: { column: "family", index: "second3", ...name },
  secondFamilyFull: { column: "family", index: "second", ...name },
  given3: { column: "given", index: "prefix3", ...name },
  given4: { column: "given", index: "prefix4", ...name },
  givenFull: { column: "given", index: "full", ...name },
  birthDate: { column: "birth_date", index: "day", bits: 11, partitions: 1 },
  phone: { column: "value", index: "phone", bits: 15, partitions: 1 },
  email: { column: "value", index: "email", bits: 15, partitions: 1 },
} as const satisfies Record<string, TokenCut>;

/** The number of patients in one clinic that the widths were chosen for. */
export const plannedPatients = 100_000;

/**
 * The widths that hide enough and cost little, for a number of rows: at least `least`, so that a
 * search opens no more than the square root of all rows, and at most `most`, so that two rows or more
 * share a token on average.
 */
export function bitRange(rows: number): { readonly least: number; readonly most: number } {
  return { least: Math.log2(Math.sqrt(rows)), most: Math.log2(rows / 2) };
}
