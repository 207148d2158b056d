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

/**
 * That an event came from an address, or from one of a range: by its ends, since containment itself cannot use an
 * index under row policies.
 */
export const isFrom = (network: string): SQL =>
  sql`${events.address} >= host(network(${network}::inet))::inet and ${events.address} <= host(broadcast(${network}::inet))::inet`;

/** What makes a kind of event, in the order in which the indexes have it. */
const kindColumns = ["action", "db_role", "outcome", "purpose"] as const;

const listed = (columns: readonly string[], of = "") =>
  sql.raw(columns.map((column) => `${of}${column}`).join(", "));

/**
 * A common table `kinds`: every action, role, outcome and purpose that there is (after what `lead` names), found by
 * hopping through the index that has them in this order.
 */
export function kindsOf(own: SQL, lead: readonly string[] = []): SQL {
  const columns = [...lead, ...kindColumns];
  return sql`kinds as (
      (select ${listed(columns)} from ${events} where ${own} order by ${listed(columns)} limit 1)
      union all
      select ${listed(columns, "later.")} from kinds cross join lateral (
        select ${listed(columns)} from ${events}
        where ${own} and (${listed(columns)}) > (${listed(columns, "kinds.")})
        order by ${listed(columns)} limit 1) later)`;
}

/** Which kinds of events are asked for. */
export function wanted(filters: TrailFilters): SQL {
  const { role, outcome, purpose } = filters;
  const conditions = [
    actionCondition(filters, sql`kinds.action`),
    role === undefined ? undefined : sql`kinds.db_role = ${role}`,
    outcome === undefined ? undefined : sql`kinds.outcome = ${outcome}`,
    purpose === undefined ? undefined : sql`kinds.purpose = ${purpose}`,
  ].filter((each) => each !== undefined);
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

/**
 * Common tables that end in `found`: the newest positions of the kinds in `wanted`. What is newest of all belongs to
 * the kinds whose own newest is, so that only of those more than one is read.
 */
export function newestOfKinds(
  own: SQL,
  { after, before, since, until }: Span,
  most: number,
  lead: readonly string[] = [],
): SQL {
  const one = sql.join(
    [...lead, ...kindColumns].map((column) => sql.raw(`${column} = kind.${column}`)),
    sql` and `,
  );
  const newest = sql`select seq from ${events}
      where ${own} and ${one} and seq < ${before} and seq > ${after}
        ${since === undefined ? sql.empty() : sql`and at >= ${since}`}
        ${until === undefined ? sql.empty() : sql`and at < ${until}`}
      order by seq desc`;
  return sql`freshest as materialized (
      select kind.* from wanted kind cross join lateral (${newest} limit 1) first
      order by first.seq desc limit ${most}),
    found as (
      select each.seq from freshest kind cross join lateral (${newest} limit ${most}) each
      order by each.seq desc limit ${most})`;
}

/**
 * The positions of the newest events of any mixture of member, action, kind, role, outcome and purpose. The index is
 * asked which kinds of events there are, hopping from one to the next, and then for the newest of each:
 * so the work grows with the vocabulary, and not with the trail, however rare the mixture is. What is not
 * in today's vocabulary is found as well.
 */
export async function newestOf(
  scope: MemberScope,
  filters: TrailFilters,
  span: Span,
  most: number,
): Promise<number[]> {
  const { member, address } = filters;
  const own = ownEvents(scope.tenantId, member);
  const there = address === undefined ? own : sql`${own} and ${isFrom(address)}`;
  const rows = await scope.tx.execute<{ seq: string }>(sql`
    with recursive ${kindsOf(own)}, wanted as (select * from kinds where ${wanted(filters)}),
    ${newestOfKinds(there, span, most)}
    select seq from found order by seq desc`);
  return rows.map(({ seq }) => Number(seq));
}
