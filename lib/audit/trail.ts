import "server-only";
import { TZDate } from "@date-fns/tz";
import { and, asc, desc, eq, gte, lt, type SQL, sql } from "drizzle-orm";
import { auditEvents } from "#db/schema/audit-events";
import { auditSubjects } from "#db/schema/audit-subjects";
import { members } from "#db/schema/members";
import { NotFound } from "#lib/errors";
import type { MemberScope } from "#lib/scope";
import { actorNames, type EventLine, eventView, lineColumns, patientNames } from "./events.ts";
import type { ListTrail, TrailFilters } from "./input.ts";
import type { TrailMemberView, TrailView } from "./view.ts";
import { rowActions } from "./vocabulary.ts";

/**
 * A page of the clinic's audit trail, newest first. Row events are left out unless asked for. Looking
 * at the trail is itself an event, and it names the patients whose names the page shows. Another
 * clinic's patient is simply not found.
 */
export async function listTrail(scope: MemberScope, input: ListTrail): Promise<TrailView> {
  scope.require("audit:read");
  const lines = await readLines(scope, input);
  const page = lines.slice(0, input.size);
  const alone = page.flatMap(({ subjects }) => (subjects.length === 1 ? subjects : []));

  const { size, before, ...filters } = input;
  const shown = input.patient === undefined ? alone : [...alone, input.patient];
  const open = scope.disclose({
    action: "trail.viewed",
    patientIds: shown,
    details: { ...named(filters), shown: page.length, before: before ?? null },
  });
  const actors = await actorNames(
    scope,
    page.map(({ actorId }) => actorId),
  );
  const names = await patientNames(scope, open, shown);
  if (input.patient && !names.has(input.patient)) throw new NotFound("patient", input.patient);
  return {
    events: page.map((line) => eventView(line, actors, names)),
    before: lines.length > size ? page.at(-1)?.position : undefined,
    patientName: input.patient && names.get(input.patient),
  };
}

/** The members that the trail can be narrowed to: all that the clinic ever had. */
export async function listTrailMembers(scope: MemberScope): Promise<TrailMemberView[]> {
  scope.require("audit:read");
  return scope.tx
    .select({ id: members.id, name: members.displayName })
    .from(members)
    .where(eq(members.tenantId, scope.tenantId))
    .orderBy(asc(members.displayName))
    .limit(500);
}

function readLines(scope: MemberScope, input: ListTrail): Promise<EventLine[]> {
  const where = conditions(scope, input);
  const lines = scope.tx.select(lineColumns).from(auditEvents).$dynamic();
  if (input.patient === undefined) {
    return lines
      .where(and(...where))
      .orderBy(desc(auditEvents.seq))
      .limit(input.size + 1);
  }
  return lines
    .innerJoin(
      auditSubjects,
      and(eq(auditSubjects.tenantId, auditEvents.tenantId), eq(auditSubjects.seq, auditEvents.seq)),
    )
    .where(
      and(
        eq(auditSubjects.tenantId, scope.tenantId),
        eq(auditSubjects.patientId, input.patient),
        input.before === undefined ? undefined : lt(auditSubjects.seq, input.before),
        ...where,
      ),
    )
    .orderBy(desc(auditSubjects.seq))
    .limit(input.size + 1);
}

function conditions(scope: MemberScope, input: ListTrail): (SQL | undefined)[] {
  const { member, action, outcome, from, to, rows = false, before } = input;
  const { timeZone } = scope.actor.tenant;
  const since = from === undefined ? undefined : dayStart(from, timeZone);
  const until = to === undefined ? undefined : dayStart(to, timeZone, 1);
  return [
    eq(auditEvents.tenantId, scope.tenantId),
    before === undefined ? undefined : lt(auditEvents.seq, before),
    member && eq(auditEvents.actorId, member),
    action && eq(auditEvents.action, action),
    outcome && eq(auditEvents.outcome, outcome),
    // Said as the partial index says it, for the planner to recognise.
    outcome && outcome !== "success" ? sql`${auditEvents.outcome} <> 'success'` : undefined,
    rows || action ? undefined : notRowEvent(),
    since && gte(auditEvents.at, since.toISOString()),
    until && lt(auditEvents.at, until.toISOString()),
    to === undefined ? undefined : soonAfter(scope.tenantId, dayStart(to, timeZone, 2)),
  ];
}

/** Leaves out what the database appends for every changed row, in the words of the partial index. */
export function notRowEvent(): SQL {
  const words = rowActions.map((action) => `'${action}'`).join(", ");
  return sql`${auditEvents.action} not in (${sql.raw(words)})`;
}

/**
 * Positions and instants run almost alike: an event is sealed when its transaction ends, and none
 * lasts a day. So an old day is entered by position and the newer events are not walked through.
 */
function soonAfter(tenantId: string, aDayLater: Date): SQL {
  return sql`${auditEvents.seq} <= coalesce((select later.seq from ${auditEvents} later
    where later.tenant_id = ${tenantId} and later.at >= ${aDayLater.toISOString()}
    order by later.at, later.seq limit 1), 9223372036854775807)`;
}

function dayStart(day: string, timeZone: string, daysLater = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(new TZDate(year, month - 1, date + daysLater, timeZone).getTime());
}

const named = ({ rows, ...filters }: TrailFilters) => ({
  ...Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, value ?? null])),
  rows: rows ?? false,
});
