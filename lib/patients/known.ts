import "server-only";
import { and, eq, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { patients } from "#db/schema/patients";
import { NotFound } from "#lib/errors";
import type { PatientId } from "#lib/ids";
import type { Scope } from "#lib/scope";

/**
 * Ends the request unless the clinic has this patient. Whatever reads rows of a patient asks first: an
 * id of another clinic has no rows here either, and must not be recorded as a record that was seen.
 */
export async function assertPatient(scope: Scope, patientId: PatientId): Promise<void> {
  const [patient] = await scope.tx
    .select({ id: patients.id })
    .from(patients)
    .where(and(eq(patients.tenantId, scope.tenantId), eq(patients.id, patientId)));
  if (!patient) throw new NotFound("patient", patientId);
}

/** The rows of a table that are one patient's, in the scope's clinic. */
export function ofPatient(
  scope: Pick<Scope, "tenantId">,
  table: { readonly tenantId: PgColumn; readonly patientId: PgColumn },
  patientId: PatientId,
): SQL | undefined {
  return and(eq(table.tenantId, scope.tenantId), eq(table.patientId, patientId));
}
