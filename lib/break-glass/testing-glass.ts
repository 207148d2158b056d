import type { Actor } from "#lib/access/actor";
import { newId, type PatientId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { admin, type TestClinic } from "#lib/testing";
import { breakGlass } from "./commands.ts";
import { BreakGlass, type RestrictChart } from "./input.ts";
import { restrictChart } from "./restrict.ts";

/** Gives a test's member an open session that was proved so many seconds ago. */
export async function proveNow(actor: Actor, secondsAgo = 0): Promise<void> {
  const { accountId, tenantId, memberId, sessionId } = actor;
  await admin`insert into directory.accounts (id, email, password_hash)
    values (${accountId}, ${`${accountId}@example.test`}, 'none') on conflict do nothing`;
  await admin`delete from directory.sessions where id = ${sessionId}`;
  await admin`insert into directory.sessions
    (token_hash, id, account_id, tenant_id, member_id, member_epoch, stage, epoch, authenticated_at)
    values (sha256(${newId()}::text::bytea), ${sessionId}, ${accountId}, ${tenantId}, ${memberId}, 1, 'signed_in', 1,
      clock_timestamp() - make_interval(secs => ${secondsAgo}))`;
}

/** Restricts a chart as the clinic's administrator. */
export function restrict(
  clinic: TestClinic,
  patientId: PatientId,
  team: readonly Actor[] = [],
  category: RestrictChart["category"] = "chart",
): Promise<null> {
  return runInScope(clinic.as("tenant_admin"), "restriction:manage", (scope) =>
    restrictChart(scope, {
      patientId,
      category,
      askedBy: "patient",
      reason: "Works at the clinic across the street",
      team: team.map(({ memberId }) => memberId) as RestrictChart["team"],
    }),
  );
}

/** What a member says who breaks the glass, unless a test says otherwise. */
export const said = (patientId: PatientId, changed: object = {}) => ({
  patientId,
  reasonCode: "ETREAT",
  text: "Collapsed at the front desk, allergies unknown.",
  ...changed,
});

/** Breaks the glass as a member whose session was just proved, and returns the id of the grant. */
export async function smash(actor: Actor, patientId: PatientId): Promise<string> {
  await proveNow(actor);
  await runInScope(actor, "glass:break", (scope) =>
    breakGlass(scope, BreakGlass.parse(said(patientId))),
  );
  const [grant] = await admin<{ id: string }[]>`select id from app.break_glass_grants
    where tenant_id = ${actor.tenantId} and member_id = ${actor.memberId} and patient_id = ${patientId}
    order by started_at desc limit 1`;
  if (!grant) throw new Error("no grant was written");
  return grant.id;
}

/** Moves a grant into the past, past its own trigger: the clock of the database is nobody's to move. */
export async function age(grantId: string, interval: string): Promise<void> {
  await admin.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update app.break_glass_grants set started_at = started_at - ${interval}::interval,
      ends_at = ends_at - ${interval}::interval, review_due_at = review_due_at - ${interval}::interval
      where id = ${grantId}`;
  });
}
