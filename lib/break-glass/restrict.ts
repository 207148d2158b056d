import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { careTeam } from "#db/schema/care-team";
import { patients } from "#db/schema/patients";
import { restrictions } from "#db/schema/restrictions";
import { NotFound, Refusal } from "#lib/errors";
import { newId } from "#lib/ids";
import type { MemberScope } from "#lib/scope";
import type { LiftRestriction, RestrictChart, WhichCarer } from "./input.ts";
import { assertMembers } from "./restrictions.ts";

const standing = (scope: MemberScope, restrictionId: string) =>
  and(
    eq(restrictions.tenantId, scope.tenantId),
    eq(restrictions.id, restrictionId),
    isNull(restrictions.liftedAt),
  );

async function patientOf(scope: MemberScope, restrictionId: string): Promise<string> {
  const [row] = await scope.tx
    .select({ patientId: restrictions.patientId })
    .from(restrictions)
    .where(standing(scope, restrictionId));
  if (!row) throw new NotFound("restriction", restrictionId);
  return row.patientId;
}

/**
 * Closes a chart, or the records of one kind in it, to everybody but the care team, from the next query
 * on. Nobody can put themselves on the team: also who restricts it breaks the glass to see it.
 */
export async function restrictChart(
  scope: MemberScope,
  { patientId, category, askedBy, reason, team }: RestrictChart,
): Promise<null> {
  scope.require("restriction:manage");
  const { tx, tenantId, actorId } = scope;
  if (team.some((memberId) => memberId === actorId)) throw new Refusal("restriction.not-yourself");
  // One after the other: two who restrict the same at once would leave two to lift.
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended('restrict ' || ${patientId}::text, 6))`,
  );
  const [patient] = await tx
    .select({ id: patients.id })
    .from(patients)
    .where(and(eq(patients.tenantId, tenantId), eq(patients.id, patientId)));
  if (!patient) throw new NotFound("patient", patientId);
  const [already] = await tx
    .select({ id: restrictions.id })
    .from(restrictions)
    .where(
      and(
        eq(restrictions.tenantId, tenantId),
        eq(restrictions.patientId, patientId),
        eq(restrictions.category, category),
        isNull(restrictions.liftedAt),
      ),
    );
  if (already) throw new Refusal("restriction.already");
  await assertMembers(scope, team);

  const id = newId();
  const place = { table: "restrictions", column: "reason_sealed", rowId: id };
  await tx.insert(restrictions).values({
    tenantId,
    id,
    patientId,
    category,
    askedBy,
    reasonSealed: scope.seal(place, reason),
    restrictedBy: actorId,
  });
  if (team.length > 0)
    await tx
      .insert(careTeam)
      .values(team.map((memberId) => ({ tenantId, id: newId(), restrictionId: id, memberId })));
  scope.record({
    action: "chart.restricted",
    entity: "restrictions",
    entityId: id,
    patientIds: [patientId],
    details: { category, askedBy, team: [...team] },
  });
  return null;
}

/** Opens to the whole clinic again what a restriction closed, with a reason for the trail. */
export async function liftRestriction(
  scope: MemberScope,
  { restrictionId, reason }: LiftRestriction,
): Promise<null> {
  scope.require("restriction:manage");
  const patientId = await patientOf(scope, restrictionId);
  const lifted = await scope.tx
    .update(restrictions)
    .set({ liftedAt: sql`clock_timestamp()` })
    .where(standing(scope, restrictionId))
    .returning({ id: restrictions.id });
  if (lifted.length === 0) throw new NotFound("restriction", restrictionId);
  scope.record({
    action: "restriction.lifted",
    entity: "restrictions",
    entityId: restrictionId,
    patientIds: [patientId],
    details: { reason },
  });
  return null;
}

function recordTeam(scope: MemberScope, input: WhichCarer, patientId: string, change: string) {
  scope.record({
    action: "care-team.changed",
    entity: "restrictions",
    entityId: input.restrictionId,
    patientIds: [patientId],
    details: { change, member: input.memberId },
    changes: {
      careTeam: change === "added" ? [null, input.memberId] : [input.memberId, null],
    },
  });
}

/** Names a member who treats the patient. Who is on the team already stays on it. */
export async function addCarer(scope: MemberScope, input: WhichCarer): Promise<null> {
  scope.require("restriction:manage");
  const { restrictionId, memberId } = input;
  const { tx, tenantId } = scope;
  if (memberId === scope.actorId) throw new Refusal("restriction.not-yourself");
  const patientId = await patientOf(scope, restrictionId);
  await assertMembers(scope, [memberId]);
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended('restrict ' || ${patientId}::text, 6))`,
  );
  const [already] = await tx.select({ id: careTeam.id }).from(careTeam).where(carer(scope, input));
  if (already) return null;
  await tx.insert(careTeam).values({ tenantId, id: newId(), restrictionId, memberId });
  recordTeam(scope, input, patientId, "added");
  return null;
}

/** Takes a member off the care team: the chart closes to them with the commit. */
export async function removeCarer(scope: MemberScope, input: WhichCarer): Promise<null> {
  scope.require("restriction:manage");
  const patientId = await patientOf(scope, input.restrictionId);
  const removed = await scope.tx
    .delete(careTeam)
    .where(carer(scope, input))
    .returning({ id: careTeam.id });
  if (removed.length === 0) throw new NotFound("member", input.memberId);
  recordTeam(scope, input, patientId, "removed");
  return null;
}

const carer = (scope: MemberScope, { restrictionId, memberId }: WhichCarer) =>
  and(
    eq(careTeam.tenantId, scope.tenantId),
    eq(careTeam.restrictionId, restrictionId),
    eq(careTeam.memberId, memberId),
  );
