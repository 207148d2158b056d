import "server-only";
import { randomBytes } from "node:crypto";
import { type IndexKeys, shortToken, uniqueToken } from "./index-keys.ts";
import { foldEmail, foldMrn, foldName, foldPhone, nameParts } from "./normalize.ts";
import { type TokenCut, tokenPlan } from "./token-plan.ts";

/** The token columns of a patient's name. Null where the name is too short for the column. */
export interface NameTokens {
  readonly family3: number | null;
  readonly family4: number | null;
  readonly family6: number | null;
  readonly familyFull: number | null;
  readonly secondFamily3: number | null;
  readonly secondFamilyFull: number | null;
  readonly given3: number | null;
  readonly given4: number | null;
  readonly givenFull: number | null;
}

/** A column of `NameTokens`. */
export type NameColumn = keyof NameTokens;

/** One clinic's search tokens: those a row stores, and those a search asks for. */
export interface Tokens {
  /** The name columns of a row, each under a partition drawn anew, so that equal names rarely look equal. */
  ofName(name: { readonly family: string; readonly given: string }): NameTokens;
  /** The token of a birth date written YYYY-MM-DD. */
  ofBirthDate(birthDate: string): number;
  /** The unique token of a medical record number. */
  ofMrn(mrn: string): Uint8Array;
  /** The token of a phone number or e-mail address, or null for text that is none. */
  ofContact(kind: "phone" | "email", value: string): number | null;
  /** Every token under which a folded name of this column may be stored. */
  anyName(column: NameColumn, folded: string): number[];
  anyBirthDate(birthDate: string): number[];
  anyMrn(mrn: string): Uint8Array[];
  anyContact(kind: "phone" | "email", value: string): number[];
}

const mrnIndex = { table: "patients", column: "mrn", index: "unique" } as const;
const made = new WeakMap<IndexKeys, Tokens>();

/** The tokens of the clinic whose keys these are: one object for as long as the keys stay in memory. */
export function tokensOf(keys: IndexKeys): Tokens {
  const known = made.get(keys);
  if (known) return known;
  const tokens = makeTokens(keys);
  made.set(keys, tokens);
  return tokens;
}

function makeTokens(keys: IndexKeys): Tokens {
  const store = (cut: TokenCut, value: string, draw: number) =>
    shortToken(keys.primaryIndexKey(placeOf(cut)), draw % cut.partitions, value, cut.bits);

  const ask = (cut: TokenCut, value: string) =>
    keys
      .enabledIndexKeys(placeOf(cut))
      .flatMap((key) =>
        Array.from({ length: cut.partitions }, (_, partition) =>
          shortToken(key, partition, value, cut.bits),
        ),
      );

  return {
    ofName({ family, given }) {
      const draws = randomBytes(nameColumns.length);
      const values = nameValues(family, given);
      const entries = nameColumns.map((column, at) => {
        const value = values[column];
        return [column, value === null ? null : store(tokenPlan[column], value, draws[at] ?? 0)];
      });
      return Object.fromEntries(entries) as NameTokens;
    },
    ofBirthDate: (birthDate) => store(tokenPlan.birthDate, birthDate, 0),
    ofMrn: (mrn) => uniqueToken(keys.primaryIndexKey(mrnIndex), foldMrn(mrn)),
    ofContact(kind, value) {
      const folded = foldContact(kind, value);
      return folded === undefined ? null : store(tokenPlan[kind], folded, 0);
    },
    anyName: (column, folded) => ask(tokenPlan[column], folded),
    anyBirthDate: (birthDate) => ask(tokenPlan.birthDate, birthDate),
    anyMrn: (mrn) => keys.enabledIndexKeys(mrnIndex).map((key) => uniqueToken(key, foldMrn(mrn))),
    anyContact(kind, value) {
      const folded = foldContact(kind, value);
      return folded === undefined ? [] : ask(tokenPlan[kind], folded);
    },
  };
}

const nameColumns = [
  "family3",
  "family4",
  "family6",
  "familyFull",
  "secondFamily3",
  "secondFamilyFull",
  "given3",
  "given4",
  "givenFull",
] as const satisfies readonly NameColumn[];

/**
 * The text behind each column. Prefixes are cut from the whole folded name, so that "Smith-Jones" and
 * "smithjones" meet; the full columns hold the first part, and the second ones the last part of a name
 * that has several, so that "Ng" finds "Ng-Smith" and "Smith" does too.
 */
function nameValues(family: string, given: string): Record<NameColumn, string | null> {
  const [wholeFamily, wholeGiven] = [foldName(family), foldName(given)];
  const familyParts = nameParts(family);
  const second = familyParts.length > 1 ? (familyParts.at(-1) ?? "") : "";
  return {
    family3: prefix(wholeFamily, 3),
    family4: prefix(wholeFamily, 4),
    family6: prefix(wholeFamily, 6),
    familyFull: familyParts[0] ?? null,
    secondFamily3: prefix(second, 3),
    secondFamilyFull: second === "" ? null : second,
    given3: prefix(wholeGiven, 3),
    given4: prefix(wholeGiven, 4),
    givenFull: nameParts(given)[0] ?? null,
  };
}

/** The first letters of a name that has as many, by character and not by half a one. */
function prefix(folded: string, length: number): string | null {
  const letters = Array.from(folded);
  return letters.length < length ? null : letters.slice(0, length).join("");
}

function foldContact(kind: "phone" | "email", value: string): string | undefined {
  if (kind === "phone") return foldPhone(value);
  const folded = foldEmail(value);
  return folded.includes("@") ? folded : undefined;
}

function placeOf(cut: TokenCut) {
  const table = cut.column === "value" ? "patient_contacts" : "patients";
  return { table, column: cut.column, index: cut.index };
}
