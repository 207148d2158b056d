import "server-only";
import { randomBytes } from "node:crypto";
import { type IndexKeys, shortToken, uniqueToken } from "./index-keys.ts";
import { firstLetters, foldEmail, foldMrn, foldName, foldPhone, nameParts } from "./normalize.ts";
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

/** The names of a patient to search by. `secondFamily` is a former name; the halves of a double one need no mention. */
export interface SearchedName {
  readonly family: string;
  readonly given: string;
  readonly secondFamily?: string | undefined;
}

/** A column of `NameTokens`. */
export type NameColumn = keyof NameTokens;

/** One clinic's search tokens: those a row stores, and those a search asks for. */
export interface Tokens {
  /** The name columns of a row, each under a partition drawn anew, so that equal names rarely look equal. */
  ofName(name: SearchedName): NameTokens;
  /** The token of a birth date written YYYY-MM-DD. */
  ofBirthDate(birthDate: string): number;
  /** The unique token of a medical record number. */
  ofMrn(mrn: string): Uint8Array;
  /** The token of a phone number or e-mail address, or null for text that is none. */
  ofContact(kind: "phone" | "email", value: string): number | null;
  /** The keyed hash of a whole request, to know a repeat of it again: what is sealed cannot be guessed from it. */
  ofRequest(request: string): Uint8Array;
  /** Every token under which a folded name of this column may be stored. */
  anyName(column: NameColumn, folded: string): number[];
  anyBirthDate(birthDate: string): number[];
  anyMrn(mrn: string): Uint8Array[];
  anyContact(kind: "phone" | "email", value: string): number[];
  anyRequest(request: string): Uint8Array[];
}

const mrnIndex = { table: "patients", column: "mrn", index: "unique" } as const;
const requestIndex = {
  table: "ledger_entries",
  column: "request_hash",
  index: "request",
} as const;
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
    ofName(name) {
      const draws = randomBytes(nameColumns.length);
      const values = nameValues(name);
      const entries = nameColumns.map((column, at) => {
        const value = values[column];
        const token = value ? store(tokenPlan[column], value, draws[at] ?? 0) : null;
        return [column, token];
      });
      return Object.fromEntries(entries) as NameTokens;
    },
    ofBirthDate: (birthDate) => store(tokenPlan.birthDate, birthDate, 0),
    ofMrn: (mrn) => uniqueToken(keys.primaryIndexKey(mrnIndex), foldMrn(mrn)),
    ofContact(kind, value) {
      const folded = foldContact(kind, value);
      return folded === undefined ? null : store(tokenPlan[kind], folded, 0);
    },
    ofRequest: (request) => uniqueToken(keys.primaryIndexKey(requestIndex), request),
    anyName: (column, folded) => ask(tokenPlan[column], folded),
    anyBirthDate: (birthDate) => ask(tokenPlan.birthDate, birthDate),
    anyMrn: (mrn) => keys.enabledIndexKeys(mrnIndex).map((key) => uniqueToken(key, foldMrn(mrn))),
    anyContact(kind, value) {
      const folded = foldContact(kind, value);
      return folded === undefined ? [] : ask(tokenPlan[kind], folded);
    },
    anyRequest: (request) =>
      keys.enabledIndexKeys(requestIndex).map((key) => uniqueToken(key, request)),
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
 * "smithjones" meet; the full columns hold the first part. The second ones hold the last part of a
 * double name, or the former name of somebody who has one: "Ng" and "Smith" both find "Ng-Smith".
 */
function nameValues(name: SearchedName): Record<NameColumn, string | undefined> {
  const [family, given] = [foldName(name.family), foldName(name.given)];
  const parts = nameParts(name.family);
  const second = parts.length > 1 ? (parts.at(-1) ?? "") : foldName(name.secondFamily ?? "");
  return {
    family3: firstLetters(family, 3),
    family4: firstLetters(family, 4),
    family6: firstLetters(family, 6),
    familyFull: parts[0],
    secondFamily3: firstLetters(second, 3),
    secondFamilyFull: second,
    given3: firstLetters(given, 3),
    given4: firstLetters(given, 4),
    givenFull: nameParts(name.given)[0],
  };
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
