import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { breakGlassGrants } from "#db/schema/break-glass-grants";
import { breakGlassReviews } from "#db/schema/break-glass-reviews";
import { patients } from "#db/schema/patients";
import { NotFound, Refusal } from "#lib/errors";
import { newId, PatientId } from "#lib/ids";
import { nudgeJob } from "#lib/jobs/queue";
import { log } from "#lib/log";
import type { MemberScope } from "#lib/scope";
import type { BreakGlass, ReviewGrant, WhichGrant } from "./input.ts";
import { breakGlassJob } from "./job-name.ts";
import { refusable } from "./refusals.ts";
import { isLive } from "./rows.ts";
import { lengthOf } from "./rules.ts";

/**
 * Opens a restricted chart to whoever acts, for an hour and for reading. The database decides whether:
 * by the session's proof, by what is closed to them, and by reviews of theirs that are overdue. The
 * clinic's administrators are mailed after the commit, by the work in the background.
 */
export async function breakGlass(
  scope: MemberScope,
  { patientId, reasonCode, text }: BreakGlass,
): Promise<{ patientId: PatientId }> {
  scope.require("glass:break");
  const { tenantId, tx, actor } = scope;
  const [patient] = await tx
    .select({ id: patients.id })
    .from(patients)
    .where(and(eq(patients.tenantId, tenantId), eq(patients.id, patientId)));
  if (!patient) throw new NotFound("patient", patientId);

  const id = newId();
  const place = { table: "break_glass_grants", column: "text_sealed", rowId: id };
  const { memberId, sessionId } = actor;
  // The builder would name columns that are the database's to fill, and no role may.
  const [grant] = await refusable(
    tx.execute<{ categories: string[]; until: string }>(sql`
      insert into app.break_glass_grants
        (tenant_id, id, member_id, patient_id, session_id, reason_code, text_length, text_sealed)
      values (${tenantId}, ${id}, ${memberId}, ${patientId}, ${sessionId}, ${reasonCode},
        ${lengthOf(text)}, ${scope.seal(place, text)})
      returning categories, to_json(ends_at)#>>'{}' as until`),
  );
  if (!grant) throw new Error("a grant was not written");
  scope.record({
    action: "break-glass.started",
    entity: "break_glass_grants",
    entityId: id,
    patientIds: [patientId],
    details: {
      reason: reasonCode,
      categories: grant.categories,
      until: grant.until,
    },
  });
  scope.afterCommit(tellSoon);
  return { patientId };
}

/** A nudge that fails costs the mail a few seconds: the work in the background comes by itself. */
async function tellSoon(): Promise<void> {
  try {
    await nudgeJob(breakGlassJob);
  } catch (error) {
    log.error({ err: error }, "the work in the background was not asked to hurry");
  }
}

/** Ends an access of one's own before its hour is over. */
export async function endOwnGrant(scope: MemberScope, { grantId }: WhichGrant): Promise<null> {
  scope.require("glass:break");
  return end(scope, grantId, "member");
}

/** Ends somebody's access, for whoever reviews it. */
export async function endGrantOf(scope: MemberScope, { grantId }: WhichGrant): Promise<null> {
  scope.require("glass:review");
  return end(scope, grantId, "reviewer");
}

async function end(scope: MemberScope, grantId: string, by: "member" | "reviewer"): Promise<null> {
  const { tx, tenantId, actorId } = scope;
  const wanted = and(
    eq(breakGlassGrants.tenantId, tenantId),
    eq(breakGlassGrants.id, grantId),
    by === "member" ? eq(breakGlassGrants.memberId, actorId) : undefined,
  );
  const [ended] = await refusable(
    tx
      .update(breakGlassGrants)
      .set({ endedAt: sql`clock_timestamp()` })
      .where(and(wanted, isLive))
      .returning({ patientId: breakGlassGrants.patientId }),
  );
  if (!ended) {
    const [known] = await tx
      .select({ id: breakGlassGrants.id })
      .from(breakGlassGrants)
      .where(wanted);
    throw known ? new Refusal("glass.ended") : new NotFound("grant", grantId);
  }
  scope.record({
    action: "break-glass.ended",
    entity: "break_glass_grants",
    entityId: grantId,
    patientIds: [ended.patientId],
    details: { by },
  });
  return null;
}

/** Says what another member found about an access. Nobody reviews their own; a later review stands beside the first. */
export async function reviewGrant(
  scope: MemberScope,
  { grantId, verdict, note }: ReviewGrant,
): Promise<null> {
  scope.require("glass:review");
  const { tx, tenantId, actorId } = scope;
  const [grant] = await tx
    .select({ patientId: breakGlassGrants.patientId })
    .from(breakGlassGrants)
    .where(and(eq(breakGlassGrants.tenantId, tenantId), eq(breakGlassGrants.id, grantId)));
  if (!grant) throw new NotFound("grant", grantId);
  const id = newId();
  const place = { table: "break_glass_reviews", column: "note_sealed", rowId: id };
  const noteSealed = scope.seal(place, note);
  await refusable(
    tx
      .insert(breakGlassReviews)
      .values({ tenantId, id, grantId, reviewerId: actorId, verdict, noteSealed }),
  );
  scope.record({
    action: "break-glass.reviewed",
    entity: "break_glass_grants",
    entityId: grantId,
    patientIds: [PatientId.parse(grant.patientId)],
    details: { verdict },
  });
  return null;
}
