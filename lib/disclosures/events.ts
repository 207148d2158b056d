import "server-only";
import { and, asc, eq, or, type SQL, sql } from "drizzle-orm";
import { platformOperatorId } from "#db/roles";
import { auditEvents } from "#db/schema/audit-events";
import { auditSubjects } from "#db/schema/audit-subjects";
import type { PatientId } from "#lib/ids";
import type { MemberScope } from "#lib/scope";
import { handingOut, reachesEverybody, unattended, untold } from "./rules.ts";
import type { AccountingPeriod } from "./view.ts";

const list = (words: readonly string[]) => sql`${sql.param([...words])}::text[]`;
const noun = sql`split_part(${auditEvents.action}, '.', 1)`;
const verb = sql`split_part(${auditEvents.action}, '.', 2)`;
const byOperator = eq(auditEvents.actorId, platformOperatorId);

/** Days of the clinic, both included. */
const within = ({ from, to }: AccountingPeriod, zone: string) =>
  sql`${auditEvents.at} >= (${from}::date)::timestamp at time zone ${zone}
    and ${auditEvents.at} < (${to}::date + 1)::timestamp at time zone ${zone}`;

const columns = (zone: string) => ({
  position: auditEvents.seq,
  id: auditEvents.id,
  on: sql<string>`to_char(${auditEvents.at} at time zone ${zone}, 'YYYY-MM-DD')`,
  actorId: auditEvents.actorId,
  role: auditEvents.dbRole,
  action: auditEvents.action,
  detail: auditEvents.detail,
});

/** What happened to one patient's record, as far as an accounting can name it; `includesCare` also takes every look at it. */
function ofPatient(
  { tx, tenantId, actor }: MemberScope,
  patientId: PatientId,
  period: AccountingPeriod,
  includesCare: boolean,
) {
  const zone = actor.tenant.timeZone;
  const counts: SQL | undefined = includesCare
    ? undefined
    : or(byOperator, sql`${verb} = any (${list(handingOut)})`);
  return tx
    .select(columns(zone))
    .from(auditSubjects)
    .innerJoin(
      auditEvents,
      and(eq(auditEvents.tenantId, auditSubjects.tenantId), eq(auditEvents.seq, auditSubjects.seq)),
    )
    .where(
      and(
        eq(auditSubjects.tenantId, tenantId),
        eq(auditSubjects.patientId, patientId),
        eq(auditEvents.tenantId, tenantId),
        eq(auditEvents.outcome, "success"),
        within(period, zone),
        sql`${noun} <> all (${list(untold)})`,
        sql`not (${byOperator} and ${noun} = any (${list(unattended)}))`,
        counts,
      ),
    )
    .orderBy(asc(auditSubjects.seq));
}

/** What the operator did of which nobody can tell whose records it touched. */
function ofEverybody({ tx, tenantId, actor }: MemberScope, period: AccountingPeriod) {
  const zone = actor.tenant.timeZone;
  return tx
    .select(columns(zone))
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.tenantId, tenantId),
        byOperator,
        eq(auditEvents.outcome, "success"),
        within(period, zone),
        sql`${auditEvents.action} = any (${list(reachesEverybody)})`,
      ),
    )
    .orderBy(asc(auditEvents.seq));
}

/** An event as an accounting reads it: its day is the clinic's, its details are still sealed. */
export type EventRow = Awaited<ReturnType<typeof ofPatient>>[number];

/** All events that a patient's accounting may have to name, in the order of the trail. */
export async function accountableEvents(
  scope: MemberScope,
  patientId: PatientId,
  period: AccountingPeriod,
  includesCare: boolean,
): Promise<EventRow[]> {
  const own = await ofPatient(scope, patientId, period, includesCare);
  const shared = await ofEverybody(scope, period);
  return [...own, ...shared].sort((one, other) => one.position - other.position);
}

/**
 * The exports that a member began last before each of these events: an export of many patients says why in
 * the event with which it begins, and that one names none of them.
 */
export async function startedBefore(
  { tx, tenantId }: MemberScope,
  rows: readonly EventRow[],
): Promise<Pick<EventRow, "id" | "detail">[]> {
  if (rows.length === 0) return [];
  return tx.execute<Pick<EventRow, "id" | "detail">>(sql`
    select distinct s.id, s.detail
      from unnest(${sql.param(rows.map(({ position }) => position))}::bigint[], ${sql.param(rows.map(({ actorId }) => actorId))}::uuid[])
        as o (seq, actor_id)
      cross join lateral (
        select e.id, e.detail from ${auditEvents} e
         where e.tenant_id = ${tenantId} and e.action = 'export.started' and e.actor_id = o.actor_id and e.seq < o.seq
         order by e.seq desc limit 5
      ) s`);
}
