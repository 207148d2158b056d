import "server-only";
import { and, asc, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { activityReviews } from "#db/schema/activity-reviews";
import { complianceRules } from "#db/schema/compliance-rules";
import { members } from "#db/schema/members";
import { reviewFindings } from "#db/schema/review-findings";
import { actorNames, patientNames } from "#lib/audit/events";
import { NotFound } from "#lib/errors";
import { readRecord } from "#lib/phi/records";
import type { MemberScope } from "#lib/scope";
import type { WhichReview } from "./input.ts";
import { conclusionPlace, FindingRecord, findingPlace } from "./records.ts";
import { type ReviewState, usualHours, type Verdict } from "./rules.ts";
import type { FindingView, ReviewCounts, ReviewListView, ReviewRow, ReviewView } from "./view.ts";

const iso = (instant: Date | null): string | undefined => instant?.toISOString();

/** How a review stands, by the database's clock. */
const state: SQL<ReviewState> = sql`case when ${activityReviews.madeAt} is null then 'asked'
  when ${activityReviews.signedAt} is not null then 'signed'
  when ${activityReviews.dueAt} < clock_timestamp() then 'overdue' else 'open' end`;

const columns = {
  id: activityReviews.id,
  kind: sql<ReviewRow["kind"]>`${activityReviews.kind}`,
  state,
  startsAt: activityReviews.startsAt,
  endsAt: activityReviews.endsAt,
  madeAt: activityReviews.madeAt,
  dueAt: activityReviews.dueAt,
  patients: activityReviews.patients,
  looks: activityReviews.events,
  findings: activityReviews.findings,
  undecided: sql<number>`(select count(*)::integer from ${reviewFindings} f
    where f.tenant_id = ${activityReviews.tenantId} and f.review_id = ${activityReviews.id} and f.verdict is null)`,
  signedAt: activityReviews.signedAt,
  signedBy: members.displayName,
} as const;

const reviews = (scope: MemberScope) =>
  scope.tx
    .select({ ...columns, conclusionSealed: activityReviews.conclusionSealed })
    .from(activityReviews)
    .leftJoin(
      members,
      and(eq(members.tenantId, activityReviews.tenantId), eq(members.id, activityReviews.signedBy)),
    )
    .$dynamic();

type Row = Awaited<ReturnType<typeof reviews>>[number];

function rowView({ conclusionSealed: _, ...row }: Row): ReviewRow {
  return {
    ...row,
    startsAt: iso(row.startsAt) ?? "",
    endsAt: iso(row.endsAt) ?? "",
    madeAt: iso(row.madeAt),
    dueAt: iso(row.dueAt),
    signedAt: iso(row.signedAt),
    signedBy: row.signedBy ?? undefined,
  };
}

/** The clinic's reviews, the latest first: two years of weeks, and its hours. */
export async function listReviews(scope: MemberScope): Promise<ReviewListView> {
  scope.require("review:manage");
  const { tenantId, tx } = scope;
  const rows = await reviews(scope)
    .where(eq(activityReviews.tenantId, tenantId))
    .orderBy(desc(activityReviews.endsAt), asc(activityReviews.id))
    .limit(104);
  const [hours] = await tx
    .select({
      openDays: complianceRules.openDays,
      opensMinute: complianceRules.opensMinute,
      closesMinute: complianceRules.closesMinute,
    })
    .from(complianceRules)
    .where(and(eq(complianceRules.tenantId, tenantId), eq(complianceRules.id, tenantId)));
  scope.record({
    action: "activity-reviews.listed",
    entity: "activity_reviews",
    details: { shown: rows.length },
  });
  return { reviews: rows.map(rowView), hours: hours ?? usualHours };
}

/** How much is left to do about reviews, by the database's clock. */
export async function countReviews(scope: MemberScope): Promise<ReviewCounts> {
  scope.require("review:manage");
  const overdue = sql`${activityReviews.dueAt} < clock_timestamp()`;
  const [counts] = await scope.tx
    .select({
      open: sql<number>`count(*) filter (where not ${overdue})::integer`,
      overdue: sql<number>`count(*) filter (where ${overdue})::integer`,
    })
    .from(activityReviews)
    .where(
      and(
        eq(activityReviews.tenantId, scope.tenantId),
        isNull(activityReviews.signedAt),
        sql`${activityReviews.madeAt} is not null`,
      ),
    );
  return counts ?? { open: 0, overdue: 0 };
}

/**
 * One review with its findings opened, which is recorded for every patient they name, also where it is
 * taken as a `file`. Another clinic's is simply not found.
 */
export async function getReview(
  scope: MemberScope,
  { reviewId }: WhichReview,
  file?: { readonly export: string },
): Promise<ReviewView> {
  scope.require("review:manage");
  const [review] = await reviews(scope).where(
    and(eq(activityReviews.tenantId, scope.tenantId), eq(activityReviews.id, reviewId)),
  );
  if (!review) throw new NotFound("review", reviewId);
  const rows = await scope.tx
    .select()
    .from(reviewFindings)
    .where(and(eq(reviewFindings.tenantId, scope.tenantId), eq(reviewFindings.reviewId, reviewId)))
    .orderBy(asc(reviewFindings.position));

  const named: string[] = [];
  const open = scope.disclose({
    action: file === undefined ? "activity-review.viewed" : "records.exported",
    entity: "activity_reviews",
    entityId: reviewId,
    patientIds: named,
    details: { ...file, findings: rows.length },
  });
  const opened = rows.map((row) => ({
    row,
    record: readRecord(
      FindingRecord,
      open(row.contentSealed, findingPlace(row.id, "content_sealed")),
    ),
  }));
  named.push(...new Set(opened.flatMap(({ record }) => record.patientIds)));
  const patients = await patientNames(scope, open, named);
  const people = await actorNames(
    scope,
    rows.flatMap(({ memberId, judgedBy }) => [memberId, ...(judgedBy === null ? [] : [judgedBy])]),
  );
  const { conclusionSealed } = review;
  return {
    ...rowView(review),
    conclusion:
      conclusionSealed === null ? undefined : open(conclusionSealed, conclusionPlace(reviewId)),
    isAboutActor: rows.some(({ memberId }) => memberId === scope.actorId),
    found: opened.map(
      ({ row, record }): FindingView => ({
        ...record,
        id: row.id,
        memberId: row.memberId,
        member: people.get(row.memberId) ?? "Unknown member",
        isOwn: row.memberId === scope.actorId,
        patients: record.patientIds.map((id) => ({ id, name: patients.get(id) ?? id })),
        verdict: (row.verdict as Verdict | null) ?? undefined,
        note:
          row.noteSealed === null
            ? undefined
            : open(row.noteSealed, findingPlace(row.id, "note_sealed")),
        judgedBy: row.judgedBy === null ? undefined : people.get(row.judgedBy),
        judgedAt: iso(row.judgedAt),
      }),
    ),
  };
}
