import { sql } from "drizzle-orm";
import { check, index, text, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import {
  createdAt,
  id,
  instant,
  sameTenant,
  sealed,
  sensitivity,
  tenantId,
  tenantKey,
} from "#db/columns";
import { listed, sensitivities, taggers, tagging } from "#db/sensitivity";
import { encounters } from "./encounters.ts";
import { patients } from "./patients.ts";
import { app } from "./schemas.ts";

/**
 * A condition on the problem list. The code is a code; what was written about it is sealed. Billing
 * sees the code (a claim needs it) and not the words; front desk sees none of it.
 */
export const problems = app.table(
  "problems",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    encounterId: uuid(),
    codeSystem: text(),
    code: text(),
    displaySealed: sealed().notNull(),
    clinicalStatus: text().notNull(),
    verificationStatus: text(),
    onsetAt: instant(),
    abatedAt: instant(),
    recordedAt: instant(),
    sensitivity: sensitivity(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("problems_patient", table, table.patientId, () => patients),
    sameTenant("problems_encounter", table, table.encounterId, () => encounters),
    index("problems_of").on(table.tenantId, table.patientId, table.onsetAt),
    index("problems_encounters").on(table.tenantId, table.encounterId),
    check("problems_sensitivity", sql`${table.sensitivity} in (${sql.raw(listed(sensitivities))})`),
  ],
);

export const problemsAccess: TableAccess = {
  table: problems,
  chart: { by: "patient_id", hasTags: true },
  read: {
    ...each(["prescriber", "tenant_admin", "chartkeep_import"]),
    biller: {
      columns: [
        "tenant_id",
        "id",
        "patient_id",
        "encounter_id",
        "code_system",
        "code",
        "clinical_status",
      ],
    },
  },
  add: { chartkeep_import: true },
  edit: { ...each(taggers, tagging), chartkeep_import: true },
};
