import { index, text, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, id, instant, sameTenant, sealed, tenantId, tenantKey } from "#db/columns";
import { patients } from "./patients.ts";
import { app } from "./schemas.ts";

/**
 * An allergy or intolerance, or the explicit statement that none is known (SNOMED CT 716186003).
 * A patient without a row is *not recorded*, never *none known*. Substance, reactions and comment are
 * one sealed record.
 */
export const allergies = app.table(
  "allergies",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    codeSystem: text(),
    code: text(),
    substanceSealed: sealed().notNull(),
    category: text(),
    criticality: text(),
    clinicalStatus: text().notNull(),
    verificationStatus: text(),
    recordedAt: instant(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("allergies_patient", table, table.patientId, () => patients),
    index("allergies_of").on(table.tenantId, table.patientId),
  ],
);

export const allergiesAccess: TableAccess = {
  table: allergies,
  chart: { by: "patient_id" },
  read: each(["medical_assistant", "prescriber", "tenant_admin", "chartkeep_import"]),
  add: { chartkeep_import: true },
  edit: { chartkeep_import: true },
};
