import "server-only";
import { foldEmail, foldName, foldPhone } from "#lib/phi/normalize";
import { ContactRecord, DemographicsRecord, readRecord } from "#lib/phi/records";
import type { Opener, Scope } from "#lib/scope";
import { type FoldedName, foldPatient, nameKey, rankOf } from "./rules.ts";
import {
  byContact,
  byMrn,
  byNameAndDate,
  byWholeName,
  type Candidate,
  type ContactCandidate,
} from "./search-candidates.ts";
import type { SearchReading } from "./search-text.ts";

/** A patient that fits what was typed. */
export interface Match {
  readonly id: string;
  readonly rank: number;
  /** The folded name: the order within a rank, and what namesakes share. */
  readonly key: string;
}

/**
 * Everyone who fits, best first. Tokens bring candidates; each is opened and compared with what was
 * typed, so that nobody is shown for a shared token alone.
 */
export async function findMatches(
  scope: Scope,
  open: Opener,
  reading: SearchReading,
): Promise<{ readonly matches: readonly Match[]; readonly isTruncated: boolean }> {
  const { names, birthDates, mrn, phone, email } = reading;
  const hasName = names.length > 0 || birthDates.length > 0;
  const [named, numbered, phoned, mailed] = await Promise.all([
    hasName ? byNameAndDate(scope, reading) : { rows: [], isTruncated: false },
    mrn === undefined ? [] : byMrn(scope, mrn),
    phone === undefined ? [] : byContact(scope, "phone", phone),
    email === undefined ? [] : byContact(scope, "email", email),
  ]);
  const { isTruncated } = named;
  const whole = isTruncated && names.length > 0 ? await byWholeName(scope, reading) : undefined;

  const matches = new Map<string, Match>();
  const keep = (match: Match | undefined) => {
    const known = match && matches.get(match.id);
    if (match && !(known && known.rank <= match.rank)) matches.set(match.id, match);
  };
  for (const candidate of numbered) keep(first(open, candidate));
  for (const candidate of phoned) {
    if (phone === foldPhone(contactOf(open, candidate))) keep(first(open, candidate));
  }
  for (const candidate of mailed) {
    if (email === foldEmail(contactOf(open, candidate))) keep(first(open, candidate));
  }
  for (const candidate of [...named.rows, ...(whole?.rows ?? [])])
    keep(byName(open, candidate, reading));
  return { matches: [...matches.values()].sort(byRank), isTruncated };
}

/** A number or an address is one person's or a household's: they come before any name. */
function first(open: Opener, candidate: Candidate): Match {
  return { id: candidate.id, rank: -1, key: nameKey(nameOf(open, candidate)) };
}

function byName(
  open: Opener,
  candidate: Candidate,
  { names, birthDates }: SearchReading,
): Match | undefined {
  if (birthDates.length > 0) {
    if (!candidate.birthDate) return undefined;
    const birthDate = open(candidate.birthDate, at(candidate, "birth_date_sealed"));
    if (!birthDates.includes(birthDate)) return undefined;
  }
  const name = nameOf(open, candidate);
  const rank =
    names.length === 0 ? 0 : (rankOf(names, name) ?? formerRank(open, candidate, names, name));
  return rank === undefined ? undefined : { id: candidate.id, rank, key: nameKey(name) };
}

/** Few rows come this far: those that share a token by chance, and those found by a former name. */
function formerRank(
  open: Opener,
  candidate: Candidate,
  names: SearchReading["names"],
  name: FoldedName,
): number | undefined {
  const opened = open(candidate.demographics, at(candidate, "demographics_sealed"));
  const { formerFamily } = readRecord(DemographicsRecord, opened);
  return formerFamily ? rankOf(names, { ...name, former: foldName(formerFamily) }) : undefined;
}

function nameOf(open: Opener, candidate: Candidate): FoldedName {
  return foldPatient(
    open(candidate.family, at(candidate, "family_sealed")),
    open(candidate.given, at(candidate, "given_sealed")),
  );
}

function contactOf(open: Opener, { contactId, contact }: ContactCandidate): string {
  const place = { table: "patient_contacts", column: "value_sealed", rowId: contactId };
  return readRecord(ContactRecord, open(contact, place)).value ?? "";
}

function at(candidate: Candidate, column: string) {
  return { table: "patients", column, rowId: candidate.id };
}

function byRank(a: Match, b: Match): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
