import "server-only";
import { and, asc, desc, eq, gte, inArray, lt } from "drizzle-orm";
import { allergies } from "#db/schema/allergies";
import { appointments } from "#db/schema/appointments";
import { encounters } from "#db/schema/encounters";
import { medicationRequests } from "#db/schema/medication-requests";
import { patients } from "#db/schema/patients";
import { practitioners } from "#db/schema/practitioners";
import { problems } from "#db/schema/problems";
import { ChartClosed, NotFound } from "#lib/errors";
import type { PatientId } from "#lib/ids";
import { assertPatient, isClosed, ofPatient } from "#lib/patients/known";
import { practitionerOf } from "#lib/practitioner-of";
import type { MemberScope } from "#lib/scope";
import {
  allergyView,
  bannerView,
  medicationView,
  openSubstance,
  problemView,
  visitView,
} from "./opened.ts";
import { allergyStanding, byGravity } from "./rules.ts";
import type { AllergiesView, BannerView, MedicationView, ProblemView, VisitsView } from "./view.ts";

/** What the banner shows of a patient: columns that every role may read. */
const bannerColumns = {
  id: patients.id,
  familySealed: patients.familySealed,
  givenSealed: patients.givenSealed,
  birthDateSealed: patients.birthDateSealed,
  mrnSealed: patients.mrnSealed,
  demographicsSealed: patients.demographicsSealed,
  isRestricted: patients.isRestricted,
  isClosed,
  isDeceased: patients.isDeceased,
  status: patients.status,
};

const allergyRows = (scope: MemberScope, patientId: PatientId) =>
  scope.tx
    .select()
    .from(allergies)
    .where(ofPatient(scope, allergies, patientId));

/**
 * Whose chart it is: the banner above every tab. Opening it is what "viewed the chart" means in the
 * access history. Another clinic's patient is simply not found; a closed chart has a gate.
 */
export async function getBanner(scope: MemberScope, patientId: PatientId): Promise<BannerView> {
  scope.require("chart:read");

  const [row] = await scope.tx
    .select(bannerColumns)
    .from(patients)
    .where(and(eq(patients.tenantId, scope.tenantId), eq(patients.id, patientId)));
  if (!row) throw new NotFound("patient", patientId);
  if (row.isClosed) throw new ChartClosed(patientId);
  const known = scope.allows("allergy:read") ? await allergyRows(scope, patientId) : undefined;

  const open = scope.disclose({
    action: "chart.viewed",
    entity: "patients",
    entityId: patientId,
    patientIds: [patientId],
  });
  const standing = known && allergyStanding(known.map((allergy) => openSubstance(open, allergy)));
  return bannerView(open, row, standing, scope.actor.tenant.timeZone);
}

/** Every prescription of a patient: the current ones first, the newest first among them. */
export async function listMedications(
  scope: MemberScope,
  patientId: PatientId,
): Promise<readonly MedicationView[]> {
  scope.require("medication:read");
  await assertPatient(scope, patientId);

  const rows = await scope.tx
    .select({ order: medicationRequests, prescriber: practitioners.displayName })
    .from(medicationRequests)
    .leftJoin(practitioners, practitionerOf(medicationRequests))
    .where(ofPatient(scope, medicationRequests, patientId))
    .orderBy(desc(medicationRequests.authoredAt), asc(medicationRequests.id))
    .limit(500);

  const open = scope.disclose({
    action: "medications.viewed",
    patientIds: [patientId],
    details: { prescriptions: rows.length },
  });
  const views = rows.map(({ order, prescriber }) => medicationView(open, order, prescriber));
  return [...views.filter((one) => one.isCurrent), ...views.filter((one) => !one.isCurrent)];
}

/** The problem list: active problems first, the latest onset first among them. */
export async function listProblems(
  scope: MemberScope,
  patientId: PatientId,
): Promise<readonly ProblemView[]> {
  scope.require("problem:read");
  await assertPatient(scope, patientId);

  const rows = await scope.tx
    .select()
    .from(problems)
    .where(ofPatient(scope, problems, patientId))
    .orderBy(desc(problems.onsetAt), asc(problems.id))
    .limit(500);

  const open = scope.disclose({
    action: "problems.viewed",
    patientIds: [patientId],
    details: { problems: rows.length },
  });
  const views = rows.map((row) => problemView(open, row));
  return [...views.filter((one) => one.isActive), ...views.filter((one) => !one.isActive)];
}

/** Every allergy of a patient, the gravest first, and what they add up to. */
export async function getAllergies(
  scope: MemberScope,
  patientId: PatientId,
): Promise<AllergiesView> {
  scope.require("allergy:read");
  await assertPatient(scope, patientId);

  const rows = await allergyRows(scope, patientId);
  const open = scope.disclose({
    action: "allergies.viewed",
    patientIds: [patientId],
    details: { allergies: rows.length },
  });
  const listed = rows.map((row) => ({ row, opened: openSubstance(open, row) }));
  listed.sort((one, other) => byGravity(one.opened, other.opened));
  return {
    standing: allergyStanding(listed.map(({ opened }) => opened)),
    allergies: listed.map(({ row, opened }) => allergyView(row, opened)),
  };
}

const upcoming = ["booked", "confirmed", "arrived", "in_room"];

/** The visit that is booked next, and the last five. */
export async function getVisits(scope: MemberScope, patientId: PatientId): Promise<VisitsView> {
  scope.require("schedule:read");
  await assertPatient(scope, patientId);

  const now = new Date();
  const [next] = await scope.tx
    .select({ visit: appointments, practitioner: practitioners.displayName })
    .from(appointments)
    .leftJoin(practitioners, practitionerOf(appointments))
    .where(
      and(
        ofPatient(scope, appointments, patientId),
        gte(appointments.startsAt, now),
        inArray(appointments.status, upcoming),
      ),
    )
    .orderBy(asc(appointments.startsAt))
    .limit(1);
  const recent = await scope.tx
    .select({ visit: encounters, practitioner: practitioners.displayName })
    .from(encounters)
    .leftJoin(practitioners, practitionerOf(encounters))
    .where(and(ofPatient(scope, encounters, patientId), lt(encounters.startsAt, now)))
    .orderBy(desc(encounters.startsAt), asc(encounters.id))
    .limit(5);

  const open = scope.disclose({ action: "visits.viewed", patientIds: [patientId] });
  return {
    next: next && visitView(open, "appointments", next.visit, next.practitioner),
    recent: recent.map(({ visit, practitioner }) =>
      visitView(open, "encounters", visit, practitioner),
    ),
  };
}
