import "server-only";
import { TZDate } from "@date-fns/tz";
import { addDays, startOfDay } from "date-fns";
import { and, asc, eq, gte, lt, ne } from "drizzle-orm";
import { appointments } from "#db/schema/appointments";
import { patients } from "#db/schema/patients";
import { practitioners } from "#db/schema/practitioners";
import { ageOn, civilDate, dayOf } from "#lib/dates";
import { listedName } from "#lib/person-name";
import { DemographicsRecord, readRecord } from "#lib/phi/records";
import { practitionerOf } from "#lib/practitioner-of";
import type { MemberScope, Opener } from "#lib/scope";
import type { BookedVisitsView, BookedVisitView } from "./view.ts";

const visitRows = (scope: MemberScope, from: Date, to: Date) =>
  scope.tx
    .select({
      id: appointments.id,
      startsAt: appointments.startsAt,
      status: appointments.status,
      kind: appointments.kind,
      reasonSealed: appointments.reasonSealed,
      practitioner: practitioners.displayName,
      practitionerMemberId: practitioners.memberId,
      patientId: patients.id,
      familySealed: patients.familySealed,
      givenSealed: patients.givenSealed,
      birthDateSealed: patients.birthDateSealed,
      mrnSealed: patients.mrnSealed,
      demographicsSealed: patients.demographicsSealed,
      isRestricted: patients.isRestricted,
    })
    .from(appointments)
    .innerJoin(
      patients,
      and(eq(patients.tenantId, appointments.tenantId), eq(patients.id, appointments.patientId)),
    )
    .leftJoin(practitioners, practitionerOf(appointments))
    .where(
      and(
        eq(appointments.tenantId, scope.tenantId),
        gte(appointments.startsAt, from),
        lt(appointments.startsAt, to),
        ne(appointments.status, "cancelled"),
      ),
    )
    .orderBy(asc(appointments.startsAt), asc(appointments.id))
    .limit(60);

type VisitRow = Awaited<ReturnType<typeof visitRows>>[number];

function visitView(open: Opener, row: VisitRow, memberId: string, today: string): BookedVisitView {
  const at = (column: string) => ({ table: "patients", column, rowId: row.patientId });
  const { preferredName } = readRecord(
    DemographicsRecord,
    open(row.demographicsSealed, at("demographics_sealed")),
  );
  const birthDate = row.birthDateSealed && open(row.birthDateSealed, at("birth_date_sealed"));
  const age = birthDate ? ageOn(birthDate, today) : undefined;
  const born = birthDate
    ? `${civilDate(birthDate)}${age ? ` (${age})` : ""}`
    : "birth date not recorded";
  return {
    id: row.id,
    startsAt: row.startsAt.toISOString(),
    status: row.status,
    kind: row.kind,
    reason:
      row.reasonSealed === null
        ? undefined
        : open(row.reasonSealed, { table: "appointments", column: "reason_sealed", rowId: row.id }),
    practitioner: row.practitioner,
    isOwn: row.practitionerMemberId === memberId,
    patientId: row.patientId,
    patientName: listedName({
      family: open(row.familySealed, at("family_sealed")),
      given: open(row.givenSealed, at("given_sealed")),
      preferredName,
    }),
    patientDetails: `${born} · MRN ${open(row.mrnSealed, at("mrn_sealed"))}`,
    isRestricted: row.isRestricted,
  };
}

/** The visits booked for today and the next seven days, at most 60, by time. */
export async function listBookedVisits(scope: MemberScope): Promise<BookedVisitsView> {
  scope.require("schedule:read");

  const { timeZone } = scope.actor.tenant;
  const morning = startOfDay(new TZDate(Date.now(), timeZone));
  const rows = await visitRows(
    scope,
    new Date(morning.getTime()),
    new Date(addDays(morning, 8).getTime()),
  );

  const open = scope.disclose({
    action: "schedule.viewed",
    patientIds: [...new Set(rows.map(({ patientId }) => patientId))],
    details: { visits: rows.length },
  });
  const today = dayOf(new Date(), timeZone);
  const visits = rows.map((row) => visitView(open, row, scope.actorId, today));
  const isToday = ({ startsAt }: BookedVisitView) => dayOf(startsAt, timeZone) === today;
  return {
    today: visits.filter(isToday),
    later: visits.filter((visit) => !isToday(visit)),
  };
}
