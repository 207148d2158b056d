import "server-only";
import { TZDate } from "@date-fns/tz";
import { and, asc, desc, eq, gte, lt } from "drizzle-orm";
import { auditEvents } from "#db/schema/audit-events";
import type { MemberScope } from "#lib/scope";

/** Which part of the chain is looked through: positions, both excluded, and the instants of the days asked for. */
export interface Span {
  readonly after: number;
  readonly before: number;
  readonly since: string | undefined;
  readonly until: string | undefined;
}

/**
 * The positions between which the events of some days lie. Positions and instants run almost alike: an event
 * is sealed when its transaction ends, and none lasts a day. So an old day is entered by position, and neither
 * the newer events nor the older ones are walked through.
 */
export async function spanOf(
  scope: MemberScope,
  {
    from,
    to,
    before = Number.MAX_SAFE_INTEGER,
  }: { from?: string | undefined; to?: string | undefined; before?: number | undefined },
): Promise<Span> {
  const { timeZone } = scope.actor.tenant;
  const after =
    from === undefined ? undefined : await lastBefore(scope, dayStart(from, timeZone, -1));
  const end = to === undefined ? undefined : await firstFrom(scope, dayStart(to, timeZone, 2));
  return {
    after: after ?? 0,
    before: Math.min(before, end === undefined ? before : end + 1),
    since: from && dayStart(from, timeZone).toISOString(),
    until: to && dayStart(to, timeZone, 1).toISOString(),
  };
}

async function lastBefore(scope: MemberScope, instant: Date): Promise<number | undefined> {
  const [row] = await scope.tx
    .select({ seq: auditEvents.seq })
    .from(auditEvents)
    .where(and(eq(auditEvents.tenantId, scope.tenantId), lt(auditEvents.at, instant.toISOString())))
    .orderBy(desc(auditEvents.at), desc(auditEvents.seq))
    .limit(1);
  return row?.seq;
}

async function firstFrom(scope: MemberScope, instant: Date): Promise<number | undefined> {
  const [row] = await scope.tx
    .select({ seq: auditEvents.seq })
    .from(auditEvents)
    .where(
      and(eq(auditEvents.tenantId, scope.tenantId), gte(auditEvents.at, instant.toISOString())),
    )
    .orderBy(asc(auditEvents.at), asc(auditEvents.seq))
    .limit(1);
  return row?.seq;
}

function dayStart(day: string, timeZone: string, daysLater = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(new TZDate(year, month - 1, date + daysLater, timeZone).getTime());
}
