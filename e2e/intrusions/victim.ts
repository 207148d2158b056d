import { createHash, randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { type PlantedPatient, plantPatient } from "#e2e/planted";
import { plantReview } from "#e2e/planted-review";
import { admin, type Colleague, clinicId, clinics, newColleague } from "#e2e/staff";
import { found } from "#e2e/watch";
import { type Answer, askAction, stateOf } from "./ask.ts";
import { actionDoors, addressFor, type Ids } from "./doors.ts";
import { type Role, roles } from "./keyrings.ts";

/** A clinic under attack: a patient whose every value is known, and what its tables held before. */
export interface Victim {
  readonly tenantId: string;
  readonly patient: PlantedPatient;
  readonly ids: Ids;
  /** Someone of each single role who works there. */
  readonly staff: Readonly<Record<Role, Colleague>>;
  readonly holdings: string;
}

/** Prepares the clinic that is attacked. */
export async function newVictim(): Promise<Victim> {
  const tenantId = await clinicId(clinics.attacked);
  const patient = await plantPatient(clinics.attacked);
  const staff = {} as Record<Role, Colleague>;
  for (const role of roles) staff[role] = await newColleague(clinics.attacked, role);
  const { patientId, noteId, invoiceIds } = patient;
  const ids = {
    patientId,
    noteId,
    invoiceId: invoiceIds[0] ?? "",
    memberId: staff.biller.memberId,
    reviewId: await plantReview(tenantId),
  };
  await signReview(ids, staff.tenant_admin);
  return { tenantId, patient, ids, staff, holdings: await holdingsOf(tenantId) };
}

/** Signs the review off as its administrator would, so that its file has what to print. */
async function signReview(ids: Ids, { token }: Colleague): Promise<void> {
  const door = actionDoors.find(({ name }) => name === "signReviewAction");
  if (!door) throw new Error("the build has no signReviewAction");
  const fields = { reviewId: ids.reviewId, conclusion: "Looked through" };
  const answer = await askAction(addressFor(door.page, ids), door.id, fields, { session: token });
  expect(stateOf(answer)).toBe("done");
}

/** Someone with every role, in another clinic. */
export const newOutsider = (): Promise<Colleague> =>
  newColleague(clinics.read, "prescriber", "biller", "tenant_admin");

/** Ids that are nobody's, of the same form. */
export const nobody = (): Ids => ({
  patientId: randomUUID(),
  noteId: randomUUID(),
  invoiceId: randomUUID(),
  memberId: randomUUID(),
  reviewId: randomUUID(),
});

/** What no id is. */
export const malformed: readonly string[] = [
  "x",
  "00000000-0000-0000-0000-00000000000",
  "..%2f..",
  "' or 1=1 --",
  "\u0000",
  "9".repeat(300),
];

/** Fails if an answer holds anything that only the attacked clinic's members may know. */
export function expectNothingOf({ patient }: Victim, { text }: Answer, where: string): void {
  const secrets = [...patient.identity, ...patient.clinical, patient.birthDate];
  expect(found(text, secrets), where).toEqual([]);
  // The numbers of that clinic's other patients begin so, and nobody else's do.
  expect(/NL-1\d{5}/.exec(text)?.[0], where).toBeUndefined();
}

/**
 * Everything the attacked clinic holds about its patients and their money, as one digest. Who works
 * there is left out, since other specs add colleagues; drafts, since everyone may keep their own; what the
 * background work writes of its own accord, and what administrators may take out; the audit trail too, since
 * refusals belong there.
 */
export async function holdingsOf(tenantId: string): Promise<string> {
  const tables = await admin<{ name: string }[]>`
    select table_name as name from information_schema.tables
    where table_schema = 'app' and table_type = 'BASE TABLE'
      and table_name not in ('members', 'member_roles', 'drafts', 'key_holdings', 'key_uses',
        'isolation_probes', 'activity_reviews', 'review_findings', 'issued_documents') order by 1`;
  const hash = createHash("sha256");
  for (const { name } of tables) {
    const [row] = await admin<{ digest: string }[]>`
      select count(*) || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') as digest
      from ${admin(`app.${name}`)} t where tenant_id = ${tenantId}`;
    hash.update(`${name} ${row?.digest}\n`);
  }
  return hash.digest("hex");
}

/** How many refusals the trail of a member's clinic holds of them. */
export async function denialsOf({ tenantId, memberId }: Colleague): Promise<number> {
  const [row] = await admin<{ count: number }[]>`
    select count(*)::int from audit.events
    where tenant_id = ${tenantId} and actor_id = ${memberId} and outcome = 'denied'`;
  return row?.count ?? 0;
}
