import "server-only";
import { and, asc, desc, eq, gt, gte, inArray, lt, type SQL, sql } from "drizzle-orm";
import { auditEvents } from "#db/schema/audit-events";
import { members } from "#db/schema/members";
import { NotFound } from "#lib/errors";
import type { MemberScope } from "#lib/scope";
import { actorNames, type EventLine, eventView, lineColumns, patientNames } from "./events.ts";
import type { ListTrail, TrailFilters } from "./input.ts";
import { actionCondition, isFrom, newestOf } from "./newest.ts";
import { newestFrom } from "./newest-from.ts";
import { isUnderGrant, newestOfPatient, newestUnderGrant } from "./newest-walked.ts";
import { type Span, spanOf } from "./span.ts";
import type { TrailMemberView, TrailView } from "./view.ts";

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

/** Reads a page's lines, and one more where there are any. Whoever calls this records what it shows. */
export async function readLines(scope: MemberScope, input: ListTrail): Promise<EventLine[]> {
  const most = input.size + 1;
  const span = await spanOf(scope, input);
  const found = await positionsOf(scope, input, span, most);
  if (found?.length === 0) return [];
  return scope.tx
    .select(lineColumns)
    .from(auditEvents)
    .where(and(...conditions(scope, input, span), found && inArray(auditEvents.seq, found)))
    .orderBy(desc(auditEvents.seq))
    .limit(most);
}

/** The newest positions by the way in that is narrowest; undefined for the trail as a whole, which is walked as it is. */
async function positionsOf(
  scope: MemberScope,
  input: ListTrail,
  span: Span,
  most: number,
): Promise<readonly number[] | undefined> {
  const { patient, grant, glass, address, member, action, group, role, outcome, purpose } = input;
  const where = and(...conditions(scope, input, span)) ?? sql`true`;
  if (patient !== undefined) return newestOfPatient(scope, patient, span, where, most);
  if (grant !== undefined || glass === true)
    return newestUnderGrant(scope, grant, span, where, most);
  if (address !== undefined) {
    const found = await newestFrom(scope, { ...input, address }, span, where, most);
    if (found !== undefined) return found;
  }
  return (address ?? member ?? action ?? group ?? role ?? outcome ?? purpose) === undefined
    ? undefined
    : newestOf(scope, input, span, most);
}

function conditions(scope: MemberScope, input: ListTrail, span: Span): (SQL | undefined)[] {
  const { member, role, outcome, purpose, address, glass, grant } = input;
  return [
    eq(auditEvents.tenantId, scope.tenantId),
    lt(auditEvents.seq, span.before),
    gt(auditEvents.seq, span.after),
    member && eq(auditEvents.actorId, member),
    role === undefined ? undefined : eq(auditEvents.dbRole, role),
    outcome && eq(auditEvents.outcome, outcome),
    purpose && eq(auditEvents.purpose, purpose),
    address === undefined ? undefined : isFrom(address),
    grant === undefined ? undefined : eq(auditEvents.grantId, grant),
    glass === true || grant !== undefined ? isUnderGrant : undefined,
    actionCondition(input),
    span.since === undefined ? undefined : gte(auditEvents.at, span.since),
    span.until === undefined ? undefined : lt(auditEvents.at, span.until),
  ];
}

/** What the trail was narrowed by, for the event that says so. */
export const named = ({ rows, ...filters }: TrailFilters) => ({
  ...Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, value ?? null])),
  rows: rows ?? false,
});
