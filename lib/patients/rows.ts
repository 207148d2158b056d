import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { patients } from "#db/schema/patients";
import { ageOn } from "#lib/dates";
import { PatientId } from "#lib/ids";
import { DemographicsRecord, readRecord } from "#lib/phi/records";
import type { Opener, Scope } from "#lib/scope";
import { isClosed } from "./known.ts";
import type { PatientRowView } from "./view.ts";

/** The columns behind one line of a list. */
export const rowColumns = {
  id: patients.id,
  family: patients.familySealed,
  given: patients.givenSealed,
  birthDate: patients.birthDateSealed,
  mrn: patients.mrnSealed,
  demographics: patients.demographicsSealed,
  status: patients.status,
  isRestricted: patients.isRestricted,
  isClosed,
  isDeceased: patients.isDeceased,
  lastVisitAt: patients.lastVisitAt,
  nextVisitAt: patients.nextVisitAt,
};

/** One line of a list as stored, still sealed. */
export type PatientRow = Awaited<ReturnType<typeof readRows>>[number];

/** The rows with these ids, in the order of the ids. */
export async function readRows(scope: Scope, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const rows = await scope.tx
    .select(rowColumns)
    .from(patients)
    .where(
      and(
        eq(patients.tenantId, scope.tenantId),
        sql`${patients.id} = any(${sql.param([...ids])}::uuid[])`,
      ),
    );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Opens one line. `today` is the day in the clinic's time zone. Of a closed chart it is the name and the birth date, and nothing else. */
export function openRow(open: Opener, row: PatientRow, today: string): PatientRowView {
  const at = (column: string) => ({ table: "patients", column, rowId: row.id });
  const birthDate = row.birthDate ? open(row.birthDate, at("birth_date_sealed")) : undefined;
  if (row.isClosed) return closedRow(open, row, birthDate);
  const { preferredName, sex, deceasedAt } = readRecord(
    DemographicsRecord,
    open(row.demographics, at("demographics_sealed")),
  );
  const lastDay = deceasedAt?.slice(0, 10) ?? (row.isDeceased ? undefined : today);
  return {
    id: PatientId.parse(row.id),
    family: open(row.family, at("family_sealed")),
    given: open(row.given, at("given_sealed")),
    preferredName,
    birthDate,
    age: birthDate && lastDay ? ageOn(birthDate, lastDay) : undefined,
    sex,
    mrn: open(row.mrn, at("mrn_sealed")),
    status: row.status as PatientRowView["status"],
    lastVisitAt: row.lastVisitAt?.toISOString(),
    nextVisitAt: row.nextVisitAt?.toISOString(),
    isRestricted: row.isRestricted,
    isClosed: false,
    isDeceased: row.isDeceased,
    hasNamesake: false,
  };
}

function closedRow(open: Opener, row: PatientRow, birthDate: string | undefined): PatientRowView {
  const at = (column: string) => ({ table: "patients", column, rowId: row.id });
  return {
    id: PatientId.parse(row.id),
    family: open(row.family, at("family_sealed")),
    given: open(row.given, at("given_sealed")),
    preferredName: undefined,
    birthDate,
    age: undefined,
    sex: undefined,
    mrn: undefined,
    status: "active",
    lastVisitAt: undefined,
    nextVisitAt: undefined,
    isRestricted: true,
    isClosed: true,
    isDeceased: false,
    hasNamesake: false,
  };
}
