import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { patients } from "#db/schema/patients";
import { NotFound } from "#lib/errors";
import type { MemberScope, Opener } from "#lib/scope";
import type { BilledPatientView } from "./view.ts";

/** The columns that name a patient on billing pages. */
export const namedPatient = {
  patientId: patients.id,
  familySealed: patients.familySealed,
  givenSealed: patients.givenSealed,
  birthDateSealed: patients.birthDateSealed,
  mrnSealed: patients.mrnSealed,
};

/** A row with those columns. */
export type NamedPatientRow = Pick<
  typeof patients.$inferSelect,
  "familySealed" | "givenSealed" | "birthDateSealed" | "mrnSealed"
> & { readonly patientId: string };

/** Opens the name, birth date and MRN of one patient. */
export function openPatient(open: Opener, row: NamedPatientRow): BilledPatientView {
  const at = (column: string) => ({ table: "patients", column, rowId: row.patientId });
  return {
    patientId: row.patientId,
    family: open(row.familySealed, at("family_sealed")),
    given: open(row.givenSealed, at("given_sealed")),
    birthDate: row.birthDateSealed && open(row.birthDateSealed, at("birth_date_sealed")),
    mrn: open(row.mrnSealed, at("mrn_sealed")),
  };
}

/** Reads the names of a page's patients at once. A page is found first, so that no plan joins a whole clinic to show fifty rows. */
export async function namePatients(scope: MemberScope, ids: readonly string[]) {
  const rows =
    ids.length === 0
      ? []
      : await scope.tx
          .select(namedPatient)
          .from(patients)
          .where(and(eq(patients.tenantId, scope.tenantId), inArray(patients.id, [...ids])));
  return (id: string): NamedPatientRow => {
    const row = rows.find((each) => each.patientId === id);
    if (!row) throw new NotFound("patient", id);
    return row;
  };
}
