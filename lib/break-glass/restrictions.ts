import "server-only";
import { and, asc, count, eq, inArray, isNull, sql } from "drizzle-orm";
import { careTeam } from "#db/schema/care-team";
import { members } from "#db/schema/members";
import { patients } from "#db/schema/patients";
import { restrictions } from "#db/schema/restrictions";
import { NotFound } from "#lib/errors";
import type { PatientId } from "#lib/ids";
import type { MemberScope } from "#lib/scope";
import { namedColumns, namedPatient } from "./rows.ts";
import type { Restrictable } from "./rules.ts";
import type { CarerView, PatientRestrictionsView, RestrictedPatientView } from "./view.ts";

/** Everyone whose chart, or part of it, is restricted, with how many treat them. */
export async function listRestricted(
  scope: MemberScope,
): Promise<readonly RestrictedPatientView[]> {
  scope.require("restriction:manage");
  const rows = await scope.tx
    .select({
      ...namedColumns,
      categories: sql<Restrictable[]>`array_agg(distinct ${restrictions.category})`,
      since: sql<string>`to_json(min(${restrictions.createdAt}))#>>'{}'`,
      team: sql<number>`count(distinct ${careTeam.memberId})::int`,
    })
    .from(restrictions)
    .innerJoin(
      patients,
      and(eq(patients.tenantId, restrictions.tenantId), eq(patients.id, restrictions.patientId)),
    )
    .leftJoin(
      careTeam,
      and(
        eq(careTeam.tenantId, restrictions.tenantId),
        eq(careTeam.restrictionId, restrictions.id),
      ),
    )
    .where(and(eq(restrictions.tenantId, scope.tenantId), isNull(restrictions.liftedAt)))
    .groupBy(patients.tenantId, patients.id)
    .orderBy(asc(patients.id))
    .limit(200);
  const open = scope.disclose({
    action: "restrictions.listed",
    patientIds: rows.map(({ patientId }) => patientId),
    details: { shown: rows.length },
  });
  return rows
    .map(({ categories, since, team, ...row }) => ({
      patient: namedPatient(open, row),
      categories,
      since,
      team,
    }))
    .sort((a, b) => a.patient.name.localeCompare(b.patient.name, "en"));
}

async function teams(
  scope: MemberScope,
  ids: readonly string[],
): Promise<(restrictionId: string) => readonly CarerView[]> {
  const rows =
    ids.length === 0
      ? []
      : await scope.tx
          .select({
            restrictionId: careTeam.restrictionId,
            memberId: members.id,
            name: members.displayName,
          })
          .from(careTeam)
          .innerJoin(
            members,
            and(eq(members.tenantId, careTeam.tenantId), eq(members.id, careTeam.memberId)),
          )
          .where(
            and(eq(careTeam.tenantId, scope.tenantId), inArray(careTeam.restrictionId, [...ids])),
          )
          .orderBy(asc(members.displayName));
  return (id) =>
    rows
      .filter(({ restrictionId }) => restrictionId === id)
      .map(({ memberId, name }) => ({ memberId, name }));
}

/** What restricts one patient, why, who treats them, and whom of the clinic one may name. Nothing of the chart. */
export async function getRestrictions(
  scope: MemberScope,
  patientId: PatientId,
): Promise<PatientRestrictionsView> {
  scope.require("restriction:manage");
  const { tx, tenantId } = scope;
  const [patient] = await tx
    .select(namedColumns)
    .from(patients)
    .where(and(eq(patients.tenantId, tenantId), eq(patients.id, patientId)));
  if (!patient) throw new NotFound("patient", patientId);
  const rows = await tx
    .select()
    .from(restrictions)
    .where(
      and(
        eq(restrictions.tenantId, tenantId),
        eq(restrictions.patientId, patientId),
        isNull(restrictions.liftedAt),
      ),
    )
    .orderBy(asc(restrictions.createdAt));
  const team = await teams(
    scope,
    rows.map(({ id }) => id),
  );
  const everyone = await tx
    .select({ memberId: members.id, name: members.displayName })
    .from(members)
    .where(and(eq(members.tenantId, tenantId), eq(members.status, "active")))
    .orderBy(asc(members.displayName));
  const open = scope.disclose({ action: "restriction.viewed", patientIds: [patientId] });
  return {
    patient: namedPatient(open, patient),
    restrictions: rows.map(({ id, category, askedBy, reasonSealed, createdAt }) => ({
      restrictionId: id,
      category: category as Restrictable,
      askedBy,
      reason:
        reasonSealed === null
          ? undefined
          : open(reasonSealed, { table: "restrictions", column: "reason_sealed", rowId: id }),
      since: createdAt.toISOString(),
      team: team(id),
    })),
    members: everyone.filter(({ memberId }) => memberId !== scope.actorId),
  };
}

/** Throws unless every one of these is an active member of the clinic. */
export async function assertMembers(scope: MemberScope, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const [found] = await scope.tx
    .select({ count: count() })
    .from(members)
    .where(
      and(
        eq(members.tenantId, scope.tenantId),
        eq(members.status, "active"),
        inArray(members.id, [...ids]),
      ),
    );
  if (found?.count !== ids.length) throw new NotFound("member", ids[0]);
}
