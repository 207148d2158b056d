import "server-only";
import { dayOf } from "#lib/dates";
import type { PatientId } from "#lib/ids";
import type { MemberScope, Opener } from "#lib/scope";
import { byLastVisit } from "./by-last-visit.ts";
import type { ListPatients, SearchPatients } from "./input.ts";
import { heldNames, nameOrder } from "./name-index.ts";
import type { NameEntry, NameOrder } from "./name-order.ts";
import { openRow, type PatientRow, readRows } from "./rows.ts";
import { foldPatient, nameKey } from "./rules.ts";
import { findMatches } from "./search-matches.ts";
import { readSearch } from "./search-text.ts";
import type { PatientListView, PatientRowView, PatientSearchView } from "./view.ts";

/**
 * Finds patients by what a person typed, best match first, a page at a time. The search is recorded
 * with its text, its count and the patients of the page, in the access history of each.
 */
export async function searchPatients(
  scope: MemberScope,
  input: SearchPatients,
): Promise<PatientSearchView> {
  scope.require("patient:search");
  const today = dayOf(new Date(), scope.actor.tenant.timeZone);
  const details = { text: input.text, shown: 0, found: 0, isTruncated: false };
  // Who is shown is known only once candidates are opened: the event is written when the scope ends.
  const shown: string[] = [];
  const open = scope.disclose({ action: "patients.searched", patientIds: shown, details });

  const { matches, isTruncated } = await findMatches(scope, open, readSearch(input.text, today));
  const start = matches.findIndex((match) => match.id === input.after) + 1;
  const ids = matches.slice(start, start + input.size).map((match) => match.id);
  shown.push(...ids);
  Object.assign(details, { shown: ids.length, found: matches.length, isTruncated });

  const found = matches.map((match) => match.key);
  const held = heldNames(scope);
  const patients = openRows(open, await readRows(scope, ids), today, (key) =>
    held ? held.namesakes(key) > 1 : found.filter((other) => other === key).length > 1,
  );
  const hasMore = start + input.size < matches.length;
  return { patients, after: cursor(patients, hasMore), total: matches.length, isTruncated };
}

/** A page of the clinic's patients by name or by last visit, recorded in the access history of each. */
export async function listPatients(
  scope: MemberScope,
  input: ListPatients,
): Promise<PatientListView> {
  scope.require("patient:read");
  const today = dayOf(new Date(), scope.actor.tenant.timeZone);
  const { sort, status, flag = null, practitionerId = null } = input;
  const details = { sort, status, flag, practitionerId, shown: 0 };
  const shown: string[] = [];
  const open = scope.disclose({ action: "patients.listed", patientIds: shown, details });

  const order = await nameOrder(scope, open);
  const named = order && byName(order, input);
  const isByName = sort === "name" && named !== undefined;
  const rows = isByName ? await readRows(scope, named.ids) : await byLastVisit(scope, input);
  const page = rows.slice(0, input.size);
  shown.push(...page.map((row) => row.id));
  details.shown = page.length;

  const hasNamesake = (key: string) => (order?.namesakes(key) ?? 0) > 1;
  const patients = openRows(open, page, today, hasNamesake);
  const hasMore = isByName ? named.hasMore : rows.length > input.size;
  return {
    patients,
    after: cursor(patients, hasMore),
    sort: isByName ? "name" : "last-visit",
    canSortByName: order !== undefined,
    total: named?.total,
  };
}

function byName(order: NameOrder, { status, flag, practitionerId, after, size }: ListPatients) {
  const passes = (entry: NameEntry) =>
    (status === "any" ? entry.status !== "entered_in_error" : entry.status === status) &&
    (flag !== "restricted" || entry.isRestricted) &&
    (flag !== "deceased" || entry.isDeceased) &&
    (practitionerId === undefined || entry.practitionerId === practitionerId);
  return order.page(passes, after, size);
}

function openRows(
  open: Opener,
  rows: readonly PatientRow[],
  today: string,
  isShared: (key: string) => boolean,
): PatientRowView[] {
  return rows.map((row) => {
    const view = openRow(open, row, today);
    return { ...view, hasNamesake: isShared(nameKey(foldPatient(view.family, view.given))) };
  });
}

const cursor = (patients: readonly PatientRowView[], hasMore: boolean): PatientId | undefined =>
  hasMore ? patients.at(-1)?.id : undefined;
