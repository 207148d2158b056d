import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { auditEvents as events } from "#db/schema/audit-events";
import type { MemberScope } from "#lib/scope";
import type { TrailFilters } from "./input.ts";
import { isFrom, kindsOf, newestOfKinds, ownEvents, wanted } from "./newest.ts";
import type { Span } from "./span.ts";

/** How many kinds of events (by machine, member and what they did) are hopped through before another way is taken. */
const mostKinds = 2_000;

/** How many events are looked at as they stand, before any way in is sought. */
const mostRecent = 20_000;

/**
 * The positions of the events from an address or a range among the newest of all, where there are enough of them:
 * what comes from there often needs no way in.
 */
async function recentFrom(
  { tx, tenantId }: MemberScope,
  where: SQL,
  { before }: Span,
  most: number,
): Promise<number[] | undefined> {
  const rows = await tx.execute<{ seq: string }>(sql`
    select seq from ${events} where ${where} and seq >= least(${before}::bigint,
        (select max(seq) + 1 from ${events} where tenant_id = ${tenantId})) - ${mostRecent}::bigint
      order by seq desc limit ${most}`);
  return rows.length < most ? undefined : rows.map(({ seq }) => Number(seq));
}

/**
 * The positions of the newest events from an address or a range, mixed with anything else; undefined where so much
 * came from there that the range narrows little, and what else is asked for is the better way in.
 */
export async function newestFrom(
  scope: MemberScope,
  filters: TrailFilters & { readonly address: string },
  span: Span,
  where: SQL,
  most: number,
): Promise<number[] | undefined> {
  const recent = await recentFrom(scope, where, span, most);
  if (recent !== undefined) return recent;
  const { member, address } = filters;
  const lead = ["address", "actor_id"];
  const own = sql`${ownEvents(scope.tenantId)} and ${isFrom(address)}`;
  const theirs = member === undefined ? sql`true` : sql`kinds.actor_id = ${member}`;
  const [row] = await scope.tx.execute<{ isWide: boolean; found: number[] }>(sql`
    with recursive ${kindsOf(own, lead)},
    reached as materialized (select * from kinds limit ${mostKinds + 1}),
    wanted as (select * from reached kinds where (select count(*) from reached) <= ${mostKinds} and ${theirs} and ${wanted(filters)}),
    ${newestOfKinds(own, span, most, lead)}
    select (select count(*) from reached) > ${mostKinds} as "isWide",
      to_json(array(select seq from found order by seq desc)) as found`);
  return row === undefined || row.isWide ? undefined : row.found;
}
