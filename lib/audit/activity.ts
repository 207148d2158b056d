import "server-only";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { auditEvents as events } from "#db/schema/audit-events";
import { members } from "#db/schema/members";
import { NotFound } from "#lib/errors";
import type { MemberScope } from "#lib/scope";
import { utc } from "./events.ts";
import type { ReadActivity } from "./input.ts";
import { kindsOf, ownEvents } from "./newest.ts";
import { spanOf } from "./span.ts";
import type { ActivityView } from "./view.ts";

interface DayRow extends Record<string, unknown> {
  readonly day: string;
  readonly charts: number;
  readonly patients: number;
  readonly events: number;
  readonly denied: number;
  readonly first: string;
  readonly last: string;
}

interface ActionRow extends Record<string, unknown> {
  readonly action: string;
  readonly outcome: string;
  readonly count: number;
}

/**
 * What one member did in some days: how many charts they opened on each, of how many patients, and what else.
 * Days are the clinic's. Another clinic's member is simply not found.
 */
export async function memberActivity(
  scope: MemberScope,
  { memberId, from, to }: ReadActivity,
): Promise<ActivityView> {
  scope.require("audit:read");
  const [member] = await scope.tx
    .select({ name: members.displayName })
    .from(members)
    .where(and(eq(members.tenantId, scope.tenantId), eq(members.id, memberId)));
  if (!member) throw new NotFound("member", memberId);

  const theirs = await eventsOf(scope, { memberId, from, to });
  const { timeZone } = scope.actor.tenant;
  const days = await scope.tx.execute<DayRow>(sql`
    with recursive ${theirs}
    select to_char(at at time zone ${timeZone}, 'YYYY-MM-DD') as day,
      count(distinct id) filter (where action = 'chart.viewed' and outcome = 'success')::int as charts,
      count(distinct about) filter (where action = 'chart.viewed' and outcome = 'success')::int as patients,
      count(distinct id)::int as events, count(distinct id) filter (where outcome = 'denied')::int as denied,
      min(at)::text as first, max(at)::text as last
    from theirs left join unnest(subjects) about on true
    group by 1 order by 1 desc`);
  const actions = await scope.tx.execute<ActionRow>(sql`
    with recursive ${theirs}
    select action, outcome, count(*)::int as count from theirs group by 1, 2 order by 3 desc, 1, 2`);
  scope.record({
    action: "member-activity.viewed",
    entity: "members",
    entityId: memberId,
    details: { from, to, days: days.length },
  });
  return {
    member: member.name,
    days: days.map((row) => ({ ...row, first: utc(row.first), last: utc(row.last) })),
    actions: [...actions],
  };
}

/** Common tables that end in `theirs`: the member's events of the days, without the changes of single rows. */
async function eventsOf(scope: MemberScope, { memberId, from, to }: ReadActivity): Promise<SQL> {
  const own = ownEvents(scope.tenantId, memberId);
  const { after, before, since, until } = await spanOf(scope, { from, to });
  return sql`${kindsOf(own)}, theirs as (
    select found.* from kinds cross join lateral (
      select id, at, action, outcome, subjects from ${events}
      where ${own} and action = kinds.action and db_role = kinds.db_role and outcome = kinds.outcome
        and purpose = kinds.purpose
        and seq < ${before} and seq > ${after} and at >= ${since} and at < ${until}) found
    where kinds.action not like 'row.%')`;
}
