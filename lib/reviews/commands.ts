import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { activityReviews } from "#db/schema/activity-reviews";
import { complianceRules } from "#db/schema/compliance-rules";
import { reviewFindings } from "#db/schema/review-findings";
import { Invalid, NotFound, Refusal } from "#lib/errors";
import { newId } from "#lib/ids";
import { nudgeJob } from "#lib/jobs/queue";
import type { MemberScope } from "#lib/scope";
import type { JudgeFinding, SetClinicHours, SignReview } from "./input.ts";
import { reviewJobName } from "./job-name.ts";
import { conclusionPlace, findingPlace } from "./records.ts";
import { hoursInWords, usualHours } from "./rules.ts";

/** Orders a review of the last seven days. It is made in the background; while one is ordered there is no second. */
export async function askReview(scope: MemberScope): Promise<{ reviewId: string }> {
  scope.require("review:manage");
  const { tx, tenantId } = scope;
  const reviewId = newId();
  const asked = await tx.execute(sql`
    insert into ${activityReviews} (tenant_id, id, kind, starts_at, ends_at, asked_by)
    select ${tenantId}, ${reviewId}, 'asked', ends_at - interval '7 days', ends_at, ${scope.actorId}::uuid
      from (select date_trunc('minute', clock_timestamp()) as ends_at) now
     where not exists (select from ${activityReviews} r
       where r.tenant_id = ${tenantId} and r.kind = 'asked' and r.made_at is null)
    on conflict do nothing returning id`);
  if (asked.length === 0) throw new Refusal("review.asked-already");
  scope.record({
    action: "activity-review.asked",
    entity: "activity_reviews",
    entityId: reviewId,
  });
  scope.afterCommit(() => nudgeJob(reviewJobName));
  return { reviewId };
}

/** A review that is made and not signed off, held until the transaction ends: verdicts share it, a sign-off has it alone. */
async function lockReview(
  { tx, tenantId }: MemberScope,
  reviewId: string,
  how: "share" | "update",
): Promise<void> {
  const [review] = await tx
    .select({ madeAt: activityReviews.madeAt, signedAt: activityReviews.signedAt })
    .from(activityReviews)
    .where(and(eq(activityReviews.tenantId, tenantId), eq(activityReviews.id, reviewId)))
    .for(how);
  if (!review?.madeAt) throw new NotFound("review", reviewId);
  if (review.signedAt) throw new Refusal("review.signed");
}

/** Says what a finding comes to. Nobody judges a finding about themselves; until the sign-off it may be said again. */
export async function judgeFinding(
  scope: MemberScope,
  { findingId, verdict, note }: JudgeFinding,
): Promise<void> {
  scope.require("review:manage");
  const { tx, tenantId } = scope;
  const own = and(eq(reviewFindings.tenantId, tenantId), eq(reviewFindings.id, findingId));
  const [finding] = await tx
    .select({ reviewId: reviewFindings.reviewId, memberId: reviewFindings.memberId })
    .from(reviewFindings)
    .where(own);
  if (!finding) throw new NotFound("finding", findingId);
  if (finding.memberId === scope.actorId) throw new Refusal("review.own");
  await lockReview(scope, finding.reviewId, "share");
  await tx
    .update(reviewFindings)
    .set({ verdict, noteSealed: scope.seal(findingPlace(findingId, "note_sealed"), note) })
    .where(own);
  scope.record({
    action: "finding.judged",
    entity: "review_findings",
    entityId: findingId,
    details: { verdict },
  });
}

/**
 * Signs a review off. Every finding has its verdict by then, and none is about whoever signs. Of two who
 * sign at once one does; from then on neither the review nor its findings change.
 */
export async function signReview(
  scope: MemberScope,
  { reviewId, conclusion }: SignReview,
): Promise<void> {
  scope.require("review:manage");
  const { tx, tenantId } = scope;
  await lockReview(scope, reviewId, "update");
  const findings = and(
    eq(reviewFindings.tenantId, tenantId),
    eq(reviewFindings.reviewId, reviewId),
  );
  const [count] = await tx
    .select({
      all: sql<number>`count(*)::integer`,
      undecided: sql<number>`count(*) filter (where ${reviewFindings.verdict} is null)::integer`,
      own: sql<number>`count(*) filter (where ${reviewFindings.memberId} = ${scope.actorId})::integer`,
    })
    .from(reviewFindings)
    .where(findings);
  if (count && count.own > 0) throw new Refusal("review.own");
  if (count && count.undecided > 0) throw new Refusal("review.undecided");
  await tx
    .update(activityReviews)
    .set({ conclusionSealed: scope.seal(conclusionPlace(reviewId), conclusion) })
    .where(and(eq(activityReviews.tenantId, tenantId), eq(activityReviews.id, reviewId)));
  scope.record({
    action: "activity-review.signed",
    entity: "activity_reviews",
    entityId: reviewId,
    details: { findings: count?.all ?? 0 },
  });
}

/** Says when the clinic is open: what is opened outside of these hours stands in the next review. */
export async function setClinicHours(scope: MemberScope, hours: SetClinicHours): Promise<void> {
  scope.require("review:manage");
  if (hours.closesMinute <= hours.opensMinute)
    throw new Invalid({ closesMinute: ["It closes before it opens."] });
  const { tx, tenantId } = scope;
  const changedAt = sql`clock_timestamp()`;
  const own = and(eq(complianceRules.tenantId, tenantId), eq(complianceRules.id, tenantId));
  const [before] = await tx.select().from(complianceRules).where(own);
  await tx
    .insert(complianceRules)
    .values({ tenantId, id: tenantId, ...hours, changedAt })
    .onConflictDoUpdate({
      target: [complianceRules.tenantId, complianceRules.id],
      set: { ...hours, changedAt },
    });
  scope.record({
    action: "clinic-hours.changed",
    entity: "compliance_rules",
    entityId: tenantId,
    changes: { hours: [hoursInWords(before ?? usualHours), hoursInWords(hours)] },
  });
}
