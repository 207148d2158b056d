import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { auditEvents as events } from "#db/schema/audit-events";
import type { MemberScope } from "#lib/scope";
import { actionsOf } from "./groups.ts";
import type { TrailFilters } from "./input.ts";
import type { Span } from "./span.ts";
import { rowActions } from "./vocabulary.ts";

const actionColumn = sql`${events.action}`;

/** Leaves out what the database appends for every changed row, in the words of the partial index. */
export function notRowEvent(column: SQL = actionColumn): SQL {
  const words = rowActions.map((action) => `'${action}'`).join(", ");
  return sql`${column} not in (${sql.raw(words)})`;
}

/** The actions that are asked for: one, those of a kind, or all, where single rows are left out unless wished. */
export function actionCondition(
  { action, group, rows = false }: TrailFilters,
  column: SQL = actionColumn,
): SQL | undefined {
  if (action) return sql`${column} = ${action}`;
  if (group) return sql`${column} = any (${sql.param([...actionsOf(group)])}::text[])`;
  return rows ? undefined : notRowEvent(column);
}

/** The events of a clinic, or of one of its members. */
export const ownEvents = (tenantId: string, member?: string): SQL =>
  sql`${events.tenantId} = ${tenantId}${
    member === undefined ? sql.empty() : sql` and ${events.actorId} = ${member}`
  }`;

/** A common table `kinds`: every action, role and outcome that there is, found by hopping through the index. */
export const kindsOf = (own: SQL): SQL => sql`kinds as (
      (select action, db_role, outcome from ${events} where ${own}
        order by action, db_role, outcome limit 1)
      union all
      select later.action, later.db_role, later.outcome from kinds cross join lateral (
        select action, db_role, outcome from ${events}
        where ${own} and (action, db_role, outcome) > (kinds.action, kinds.db_role, kinds.outcome)
        order by action, db_role, outcome limit 1) later)`;

/** Which kinds of events are asked for. */
function wanted(filters: TrailFilters): SQL {
  const { role, outcome } = filters;
  const conditions = [
    actionCondition(filters, sql`kinds.action`),
    role === undefined ? undefined : sql`kinds.db_role = ${role}`,
    outcome === undefined ? undefined : sql`kinds.outcome = ${outcome}`,
  ].filter((each) => each !== undefined);
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

/**
 * The positions of the newest events of any mixture of member, action, kind, role and outcome. The index is
 * asked which kinds of events there are, hopping from one to the next, and then for the newest of each:
 * so the work grows with the vocabulary, and not with the trail, however rare the mixture is. What is not
 * in today's vocabulary is found as well.
 */
export async function newestOf(
  scope: MemberScope,
  filters: TrailFilters,
  { after, before, since, until }: Span,
  most: number,
): Promise<number[]> {
  const { member } = filters;
  const own = ownEvents(scope.tenantId, member);
  const rows = await scope.tx.execute<{ seq: string }>(sql`
    with recursive ${kindsOf(own)}, wanted as (select * from kinds where ${wanted(filters)})
    select found.seq from wanted cross join lateral (
      select seq from ${events}
      where ${own} and action = wanted.action and db_role = wanted.db_role and outcome = wanted.outcome
        and seq < ${before} and seq > ${after}
        ${since === undefined ? sql.empty() : sql`and at >= ${since}`}
        ${until === undefined ? sql.empty() : sql`and at < ${until}`}
      order by seq desc limit ${most}) found
    order by found.seq desc limit ${most}`);
  return rows.map(({ seq }) => Number(seq));
}
