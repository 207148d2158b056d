import "server-only";
import { and, asc, desc, eq, notInArray, sql } from "drizzle-orm";
import { auditEvents } from "#db/schema/audit-events";
import { breakGlassGrants } from "#db/schema/break-glass-grants";
import { breakGlassReviews } from "#db/schema/break-glass-reviews";
import { members } from "#db/schema/members";
import { patients } from "#db/schema/patients";
import { isUnderGrant } from "#lib/audit/newest-walked";
import { rowActions } from "#lib/audit/vocabulary";
import { NotFound } from "#lib/errors";
import type { MemberScope, Opener } from "#lib/scope";
import type { WhichGrant } from "./input.ts";
import { grantColumns, grantView, isLive, namedColumns, namedPatient } from "./rows.ts";
import type { Restrictable, Verdict } from "./rules.ts";
import type {
  GrantForReviewView,
  QueuedGrantView,
  ReviewQueueView,
  ReviewView,
  SeenEventView,
} from "./view.ts";

const shown = 100;

/** The newest verdict on a grant. The outer columns are named with their table. */
const verdict = sql<Verdict | null>`(select v.verdict from app.break_glass_reviews v
  where v.tenant_id = break_glass_grants.tenant_id and v.grant_id = break_glass_grants.id
  order by v.created_at desc limit 1)`;

const isWaiting = sql`not exists (select from app.break_glass_reviews v
  where v.tenant_id = break_glass_grants.tenant_id and v.grant_id = break_glass_grants.id)`;

const columns = {
  ...grantColumns,
  ...namedColumns,
  member: members.displayName,
  isLive,
  isDue: sql<boolean>`${breakGlassGrants.reviewDueAt} <= clock_timestamp()`,
  previousId: breakGlassGrants.previousId,
  categories: sql<Restrictable[]>`${breakGlassGrants.categories}`,
  textSealed: breakGlassGrants.textSealed,
  verdict,
};

const grantRows = ({ tx }: MemberScope) =>
  tx
    .select(columns)
    .from(breakGlassGrants)
    .innerJoin(
      patients,
      and(
        eq(patients.tenantId, breakGlassGrants.tenantId),
        eq(patients.id, breakGlassGrants.patientId),
      ),
    )
    .innerJoin(
      members,
      and(
        eq(members.tenantId, breakGlassGrants.tenantId),
        eq(members.id, breakGlassGrants.memberId),
      ),
    );

type Row = Awaited<ReturnType<typeof grantRows>>[number];

const queued = (scope: MemberScope, open: Opener, row: Row): QueuedGrantView => ({
  ...grantView(row),
  patient: namedPatient(open, row),
  member: row.member,
  isOwn: row.memberId === scope.actorId,
  isLive: row.isLive,
  isOverdue: row.isDue && row.verdict === null,
  isRepeat: row.previousId !== null,
  verdict: row.verdict ?? undefined,
});

/** How many accesses wait for their review, for the navigation; `overdue` of them have suspended somebody. */
export async function countWaiting(
  scope: MemberScope,
): Promise<{ readonly waiting: number; readonly overdue: number }> {
  scope.require("glass:review");
  const [row] = await scope.tx
    .select({
      waiting: sql<number>`count(*)::int`,
      overdue: sql<number>`(count(*) filter (where ${breakGlassGrants.reviewDueAt} <= clock_timestamp()))::int`,
    })
    .from(breakGlassGrants)
    .where(and(eq(breakGlassGrants.tenantId, scope.tenantId), isWaiting));
  return row ?? { waiting: 0, overdue: 0 };
}

/** Every access that waits for its review, the longest first, and the last that were reviewed. */
export async function listGrants(scope: MemberScope): Promise<ReviewQueueView> {
  scope.require("glass:review");
  const own = eq(breakGlassGrants.tenantId, scope.tenantId);
  const waiting = await grantRows(scope)
    .where(and(own, isWaiting))
    .orderBy(asc(breakGlassGrants.startedAt), asc(breakGlassGrants.id))
    .limit(shown);
  const reviewed = await grantRows(scope)
    .where(and(own, sql`not (${isWaiting})`))
    .orderBy(desc(breakGlassGrants.startedAt), desc(breakGlassGrants.id))
    .limit(shown);
  const rows = [...waiting, ...reviewed];
  const open = scope.disclose({
    action: "break-glass.listed",
    patientIds: [...new Set(rows.map(({ patientId }) => patientId))],
    details: { shown: rows.length },
  });
  return {
    waiting: waiting.map((row) => queued(scope, open, row)),
    reviewed: reviewed.map((row) => queued(scope, open, row)),
  };
}

/** What the trail says the member did with this patient's record under the grant. */
async function seenUnder(scope: MemberScope, grantId: string): Promise<SeenEventView[]> {
  const events = await scope.tx
    .select({
      eventId: auditEvents.id,
      at: sql<string>`to_json(${auditEvents.at})#>>'{}'`,
      action: auditEvents.action,
      outcome: auditEvents.outcome,
    })
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.tenantId, scope.tenantId),
        eq(auditEvents.grantId, grantId),
        isUnderGrant,
        notInArray(auditEvents.action, [...rowActions]),
      ),
    )
    .orderBy(asc(auditEvents.seq))
    .limit(500);
  return events;
}

async function reviewsOf(scope: MemberScope, grantId: string, open: Opener): Promise<ReviewView[]> {
  const rows = await scope.tx
    .select({
      id: breakGlassReviews.id,
      reviewer: members.displayName,
      verdict: sql<Verdict>`${breakGlassReviews.verdict}`,
      noteSealed: breakGlassReviews.noteSealed,
      createdAt: breakGlassReviews.createdAt,
    })
    .from(breakGlassReviews)
    .innerJoin(
      members,
      and(
        eq(members.tenantId, breakGlassReviews.tenantId),
        eq(members.id, breakGlassReviews.reviewerId),
      ),
    )
    .where(
      and(eq(breakGlassReviews.tenantId, scope.tenantId), eq(breakGlassReviews.grantId, grantId)),
    )
    .orderBy(asc(breakGlassReviews.createdAt));
  return rows.map(({ id, noteSealed, createdAt, ...row }) => ({
    ...row,
    note: open(noteSealed, { table: "break_glass_reviews", column: "note_sealed", rowId: id }),
    at: createdAt.toISOString(),
  }));
}

/** One access with the reason that was given, what was looked at under it, and what reviewers found. */
export async function getGrant(
  scope: MemberScope,
  { grantId }: WhichGrant,
): Promise<GrantForReviewView> {
  scope.require("glass:review");
  const one = (id: string) =>
    grantRows(scope).where(
      and(eq(breakGlassGrants.tenantId, scope.tenantId), eq(breakGlassGrants.id, id)),
    );
  const [row] = await one(grantId);
  if (!row) throw new NotFound("grant", grantId);
  const [first] = row.previousId === null ? [] : await one(row.previousId);
  const open = scope.disclose({
    action: "break-glass.viewed",
    entity: "break_glass_grants",
    entityId: grantId,
    patientIds: [row.patientId],
  });
  const place = { table: "break_glass_grants", column: "text_sealed", rowId: grantId };
  return {
    ...queued(scope, open, row),
    text: open(row.textSealed, place),
    categories: row.categories,
    first: first && grantView(first),
    reviews: await reviewsOf(scope, grantId, open),
    seen: await seenUnder(scope, grantId),
  };
}
