import "server-only";
import { and, eq, inArray, ne, or, type SQL, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import type { Sealed } from "#db/columns";
import { patientContacts } from "#db/schema/patient-contacts";
import { patients } from "#db/schema/patients";
import { firstLetters } from "#lib/phi/normalize";
import type { NameColumn, Tokens } from "#lib/phi/search-tokens";
import type { Scope } from "#lib/scope";
import type { NameReading, SearchReading } from "./search-text.ts";

/** The most rows that one search opens. Beyond it the results are said to be incomplete. */
export const mostCandidates = 500;

/** A row whose tokens fit. Tokens are shared by design, so it is a match only once it has been opened. */
export interface Candidate {
  readonly id: string;
  readonly family: Sealed;
  readonly given: Sealed;
  readonly birthDate: Sealed | null;
  readonly demographics: Sealed;
}

/** A candidate found by a phone number or e-mail address, and the contact to open and compare. */
export interface ContactCandidate extends Candidate {
  readonly contactId: string;
  readonly contact: Sealed;
}

/** Candidates by name, and whether there were more than a search opens. */
export interface Named {
  readonly rows: readonly Candidate[];
  readonly isTruncated: boolean;
}

const columns = {
  id: patients.id,
  family: patients.familySealed,
  given: patients.givenSealed,
  birthDate: patients.birthDateSealed,
  demographics: patients.demographicsSealed,
};

const ofClinic = (scope: Scope) =>
  and(eq(patients.tenantId, scope.tenantId), ne(patients.status, "entered_in_error"));

/** Rows whose name and birth date tokens fit the reading. */
export function byNameAndDate(scope: Scope, reading: SearchReading): Promise<Named> {
  return byTokens(scope, reading, prefixColumns);
}

/** Rows with exactly a name of the reading: asked for when its prefix alone fills a search. */
export function byWholeName(scope: Scope, reading: SearchReading): Promise<Named> {
  return byTokens(scope, reading, wholeColumns);
}

/** In one statement, the likeliest reading first: what does not fit below the limit is the least likely. */
async function byTokens(
  scope: Scope,
  { names, birthDates }: SearchReading,
  in_: TokenColumns,
): Promise<Named> {
  if (birthDates.length > 0) {
    const named = or(...names.map((name) => fits(scope.tokens, name, in_)));
    const rows = await select(scope, and(named, bornOn(scope.tokens, birthDates)));
    return { rows, isTruncated: rows.length === mostCandidates };
  }
  const walks = names.flatMap(({ family, given }) => {
    if (family === undefined)
      return in_.given(given ?? "").map((column) => ({ column, given: undefined }));
    return in_.family(family).map((column) => ({ column, given }));
  });
  const [first, second, ...more] = walks.map(({ column, given }) =>
    walk(scope, column, given, in_),
  );
  if (!first) return { rows: [], isTruncated: false };
  const found = second ? unionAll(first, second, ...more) : first;
  const rows = await found.limit(mostCandidates);
  return { rows, isTruncated: rows.length === mostCandidates };
}

/**
 * Walks the index of one column, token by token. Asked for all tokens of all columns with OR and a limit,
 * the planner may prefer to read the table from its start until enough rows of a frequent name came by.
 */
function walk(
  scope: Scope,
  [column, prefix]: readonly [NameColumn, string],
  given: string | undefined,
  in_: TokenColumns,
) {
  const { tokens, tx } = scope;
  const other = given === undefined ? undefined : fits(tokens, { given }, in_);
  const rows = tx
    .select(columns)
    .from(patients)
    .where(and(ofClinic(scope), sql`${patients[column]} = wanted.token`, other))
    .limit(mostCandidates)
    .as("found");
  const wanted = sql`unnest(${sql.param(tokens.anyName(column, prefix))}::int4[]) as wanted(token)`;
  return tx
    .select({
      id: rows.id,
      family: rows.family,
      given: rows.given,
      birthDate: rows.birthDate,
      demographics: rows.demographics,
    })
    .from(wanted)
    .crossJoinLateral(rows);
}

/** The row with this medical record number. */
export function byMrn(scope: Scope, mrn: string): Promise<Candidate[]> {
  return select(scope, inArray(patients.mrnToken, scope.tokens.anyMrn(mrn)));
}

/** Rows with a contact whose token fits. */
export function byContact(
  scope: Scope,
  kind: "phone" | "email",
  value: string,
): Promise<ContactCandidate[]> {
  const contact = { contactId: patientContacts.id, contact: patientContacts.valueSealed };
  return scope.tx
    .select({ ...columns, ...contact })
    .from(patientContacts)
    .innerJoin(
      patients,
      and(
        eq(patients.tenantId, patientContacts.tenantId),
        eq(patients.id, patientContacts.patientId),
      ),
    )
    .where(
      and(
        ofClinic(scope),
        eq(patientContacts.tenantId, scope.tenantId),
        eq(patientContacts.kind, kind),
        inArray(patientContacts.valueToken, scope.tokens.anyContact(kind, value)),
      ),
    )
    .limit(mostCandidates);
}

function select(scope: Scope, condition: SQL | undefined): Promise<Candidate[]> {
  return scope.tx
    .select(columns)
    .from(patients)
    .where(and(ofClinic(scope), condition))
    .limit(mostCandidates);
}

/** The columns that hold tokens for a folded word: of the whole name, and of the last part of a double one. */
interface TokenColumns {
  family(word: string): readonly (readonly [NameColumn, string])[];
  given(word: string): readonly (readonly [NameColumn, string])[];
}

/** The longest prefix that a column holds; the letters beyond it are compared after opening. */
const prefixColumns: TokenColumns = {
  family(word) {
    const second = firstLetters(word, 3);
    if (second === undefined) return wholeColumns.family(word);
    return [longest(word, familyPrefixes, second), ["secondFamily3", second]];
  },
  given(word) {
    const least = firstLetters(word, 3);
    if (least === undefined) return wholeColumns.given(word);
    return [longest(word, givenPrefixes, least)];
  },
};

const familyPrefixes = [
  ["family6", 6],
  ["family4", 4],
  ["family3", 3],
] as const;
const givenPrefixes = [
  ["given4", 4],
  ["given3", 3],
] as const;

function longest(
  word: string,
  prefixes: readonly (readonly [NameColumn, number])[],
  least: string,
): readonly [NameColumn, string] {
  for (const [column, length] of prefixes) {
    const prefix = firstLetters(word, length);
    if (prefix !== undefined) return [column, prefix];
  }
  return [prefixes.at(-1)?.[0] ?? "family3", least];
}

const wholeColumns: TokenColumns = {
  family: (word) => [
    ["familyFull", word],
    ["secondFamilyFull", word],
  ],
  given: (word) => [["givenFull", word]],
};

function fits(tokens: Tokens, { family, given }: NameReading, in_: TokenColumns): SQL | undefined {
  const has = ([column, prefix]: readonly [NameColumn, string]) =>
    inArray(patients[column], tokens.anyName(column, prefix));
  return and(
    family === undefined ? undefined : or(...in_.family(family).map(has)),
    given === undefined ? undefined : or(...in_.given(given).map(has)),
  );
}

function bornOn(tokens: Tokens, days: readonly string[]): SQL | undefined {
  if (days.length === 0) return undefined;
  return inArray(
    patients.birthDateToken,
    days.flatMap((day) => tokens.anyBirthDate(day)),
  );
}
