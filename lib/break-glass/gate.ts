import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import { breakGlassGrants } from "#db/schema/break-glass-grants";
import { patients } from "#db/schema/patients";
import { can } from "#lib/access/permissions";
import { NotFound } from "#lib/errors";
import type { PatientId } from "#lib/ids";
import type { MemberScope } from "#lib/scope";
import { grantColumns, grantView, isLive, namedColumns, namedPatient } from "./rows.ts";
import type { Restrictable } from "./rules.ts";
import type { GateView, GrantView, LiveGrantView } from "./view.ts";

const ownGrants = ({ tenantId, actorId }: MemberScope, patientId: PatientId) =>
  and(
    eq(breakGlassGrants.tenantId, tenantId),
    eq(breakGlassGrants.memberId, actorId),
    eq(breakGlassGrants.patientId, patientId),
  );

/** What the database holds closed of a chart to whoever acts: the words of its policies. An emergency access opens to `read` alone. */
export async function closedParts(
  scope: MemberScope,
  patientId: PatientId,
  to: "read" | "write" = "read",
): Promise<readonly Restrictable[]> {
  const writing = to === "write";
  const [row] = await scope.tx.execute<{ closed: Restrictable[] }>(sql`
    select array(
      select 'chart' where ${patientId}::uuid = any (app.closed_patients(${writing}))
      union all
      select split_part(record, ' ', 2) from unnest(app.closed_records(${writing})) record
       where split_part(record, ' ', 1) = ${patientId}::text) as closed`);
  return row?.closed ?? [];
}

async function firstOfTheDay(
  scope: MemberScope,
  patientId: PatientId,
): Promise<GrantView | undefined> {
  const [first] = await scope.tx
    .select(grantColumns)
    .from(breakGlassGrants)
    .where(
      and(
        ownGrants(scope, patientId),
        sql`${breakGlassGrants.startedAt} > clock_timestamp() - interval '24 hours'`,
      ),
    )
    .orderBy(asc(breakGlassGrants.startedAt))
    .limit(1);
  return first && grantView(first);
}

/** Whether whoever acts can break no glass at this moment: a review of an earlier access of theirs is overdue. */
export async function isGlassSuspended(scope: MemberScope): Promise<boolean> {
  scope.require("glass:break");
  const [state] = await scope.tx.execute<{ suspended: boolean }>(
    sql`select app.glass_suspended() as suspended`,
  );
  return state?.suspended ?? false;
}

/** What stands in front of a restricted chart: whose it is by name and birth date, what is closed, and whether this member may break the glass. */
export async function getGate(scope: MemberScope, patientId: PatientId): Promise<GateView> {
  scope.require("chart:read");
  const [row] = await scope.tx
    .select(namedColumns)
    .from(patients)
    .where(and(eq(patients.tenantId, scope.tenantId), eq(patients.id, patientId)));
  if (!row) throw new NotFound("patient", patientId);
  const closed = await closedParts(scope, patientId);
  const mayBreak = scope.allows("glass:break");
  const open = scope.disclose({ action: "gate.viewed", patientIds: [patientId] });
  return {
    patient: namedPatient(open, row),
    closed,
    isSuspended: mayBreak && (await isGlassSuspended(scope)),
    mayBreak,
    mayManage: scope.actor.roles.some((role) => can(role, "restriction:manage")),
    first: mayBreak ? await firstOfTheDay(scope, patientId) : undefined,
  };
}

/** The member's access to this chart that runs at this moment, for the banner on each of its pages. */
export async function findLiveGrant(
  scope: MemberScope,
  patientId: PatientId,
): Promise<LiveGrantView | undefined> {
  scope.require("chart:read");
  if (!scope.allows("glass:break")) return undefined;
  const [row] = await scope.tx
    .select({
      ...grantColumns,
      secondsLeft: sql<number>`ceil(extract(epoch from (${breakGlassGrants.endsAt} - clock_timestamp())))::int`,
    })
    .from(breakGlassGrants)
    .where(and(ownGrants(scope, patientId), isLive))
    .orderBy(asc(breakGlassGrants.endsAt))
    .limit(1);
  return row && { ...grantView(row), secondsLeft: row.secondsLeft };
}
