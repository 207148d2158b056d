import "server-only";
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { patients } from "#db/schema/patients";
import { ChartClosed, NotFound } from "#lib/errors";
import type { PatientId } from "#lib/ids";
import type { Scope } from "#lib/scope";

/** Whether the patient's whole chart is closed to whoever acts: what its row policies say, to be said in words. */
export const isClosed = sql<boolean>`(${patients.id} = any ((select app.closed_patients(false))::uuid[]))`;

/**
 * Ends the request unless the clinic has this patient and the chart is open to whoever asks. Whatever
 * reads rows of a patient asks first: an id of another clinic has no rows here either, nor has a chart that is
 * closed, and neither must be recorded as a record that was seen.
 */
export async function assertPatient(scope: Scope, patientId: PatientId): Promise<void> {
  const [patient] = await scope.tx
    .select({ id: patients.id, isClosed })
    .from(patients)
    .where(and(eq(patients.tenantId, scope.tenantId), eq(patients.id, patientId)));
  if (!patient) throw new NotFound("patient", patientId);
  if (patient.isClosed) throw new ChartClosed(patientId);
}

/** The rows of a table that are one patient's, in the scope's clinic. */
export function ofPatient(
  scope: Pick<Scope, "tenantId">,
  table: { readonly tenantId: PgColumn; readonly patientId: PgColumn },
  patientId: PatientId,
): SQL | undefined {
  return and(eq(table.tenantId, scope.tenantId), eq(table.patientId, patientId));
}
