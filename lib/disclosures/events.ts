import "server-only";
import { and, asc, eq, or, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { platformOperatorId } from "#db/roles";
import { auditEvents } from "#db/schema/audit-events";
import { auditSubjects } from "#db/schema/audit-subjects";
import { rolePurposes } from "#lib/access/role-words";
import { detailPlace } from "#lib/audit/append";
import { actorNames } from "#lib/audit/events";
import { labelOf } from "#lib/audit/vocabulary";
import type { PatientId } from "#lib/ids";
import type { MemberScope, Opener } from "#lib/scope";
import {
  handingOut,
  kindOfEvent,
  purposeLabels,
  reachesEverybody,
  toThePatient,
  unattended,
} from "./rules.ts";
import type { AccountingLine, AccountingPeriod } from "./view.ts";

const columns = {
  position: auditEvents.seq,
  id: auditEvents.id,
  actorId: auditEvents.actorId,
  role: auditEvents.dbRole,
  action: auditEvents.action,
  detail: auditEvents.detail,
} as const;

const list = (words: readonly string[]) => sql`${sql.param([...words])}::text[]`;
const noun = sql`split_part(${auditEvents.action}, '.', 1)`;
const verb = sql`split_part(${auditEvents.action}, '.', 2)`;
const byOperator = eq(auditEvents.actorId, platformOperatorId);

/** Days of the clinic, both included. */
const within = ({ from, to }: AccountingPeriod, zone: string) =>
  sql`${auditEvents.at} >= (${from}::date)::timestamp at time zone ${zone}
    and ${auditEvents.at} < (${to}::date + 1)::timestamp at time zone ${zone}`;

const select = (zone: string) => ({
  ...columns,
  on: sql<string>`to_char(${auditEvents.at} at time zone ${zone}, 'YYYY-MM-DD')`,
});

/** What happened to one patient's record, as far as an accounting can name it; `includesCare` also takes every look at it. */
function eventsOf(
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
    .select(select(zone))
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
        sql`${noun} <> all (${list(["row", ...toThePatient])})`,
        sql`not (${byOperator} and ${noun} = any (${list(unattended)}))`,
        counts,
      ),
    )
    .orderBy(asc(auditSubjects.seq));
}

/** What the operator did of which nobody can tell whose records it showed. */
function eventsOfEverybody({ tx, tenantId, actor }: MemberScope, period: AccountingPeriod) {
  const zone = actor.tenant.timeZone;
  return tx
    .select(select(zone))
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.tenantId, tenantId),
        byOperator,
        eq(auditEvents.outcome, "success"),
        sql`${auditEvents.subjects} = '{}'`,
        within(period, zone),
        sql`${noun} = any (${list(reachesEverybody)})`,
      ),
    )
    .orderBy(asc(auditEvents.seq));
}

type EventRow = Awaited<ReturnType<typeof eventsOf>>[number];

/** What an event may say of whom a record went to and what for, whoever records it. */
const Told = z.looseObject({
  recipient: z.string().optional(),
  address: z.string().optional(),
  reason: z.string().optional(),
  purpose: z.string().optional(),
});

/** The lines that the audit trail gives, in the order of the trail. Details are opened only where a line needs them. */
export async function linesOfTrail(
  scope: MemberScope,
  open: Opener,
  patientId: PatientId,
  period: AccountingPeriod,
  includesCare: boolean,
): Promise<AccountingLine[]> {
  const own = await eventsOf(scope, patientId, period, includesCare);
  const shared = await eventsOfEverybody(scope, period);
  const rows = [...own, ...shared].sort((one, other) => one.position - other.position);
  const names = await actorNames(
    scope,
    rows.map(({ actorId }) => actorId),
  );
  return rows.flatMap((row) => lineOf(open, row, names.get(row.actorId) ?? "Unknown member"));
}

function lineOf(open: Opener, row: EventRow, actor: string): AccountingLine[] {
  const { action, position, on } = row;
  const isOperator = row.actorId === platformOperatorId;
  const kind = kindOfEvent({ action, isOperator });
  if (kind === "none") return [];
  const line = { on, position, description: labelOf(action) };
  if (kind === "care") {
    const purpose = Object.entries(rolePurposes).find(([role]) => role === row.role)?.[1];
    const words = purpose === undefined ? "Not stated" : purposeLabels[purpose];
    return [
      { ...line, recipient: `${actor}, member of the clinic`, address: undefined, purpose: words },
    ];
  }
  const told = tellings(open, row);
  return [
    {
      ...line,
      recipient:
        told.recipient ?? (isOperator ? "Platform operator" : `${actor}, member of the clinic`),
      address: told.address,
      purpose:
        told.purpose ?? told.reason ?? (isOperator ? "Support of the platform" : "Not stated"),
    },
  ];
}

function tellings(open: Opener, { id, detail }: EventRow): z.output<typeof Told> {
  if (detail === null) return {};
  const told = Told.safeParse(JSON.parse(open(detail, detailPlace(id))));
  return told.success ? told.data : {};
}
