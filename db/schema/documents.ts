import { sql } from "drizzle-orm";
import { check, index, integer, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, id, sameTenant, sealed, sensitivity, tenantId, tenantKey } from "#db/columns";
import { listed, sensitivities, tagging } from "#db/sensitivity";
import { encounters } from "./encounters.ts";
import { patients } from "./patients.ts";
import { app } from "./schemas.ts";

/**
 * A file in the chart. Its record type decides who may see it, in the row policy: front desk sees
 * consents, identification and insurance cards; billing sees insurance cards and billing papers;
 * clinicians see all but billing papers. Title and content are sealed.
 */
export const documents = app.table(
  "documents",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    encounterId: uuid(),
    recordType: text().notNull(),
    titleSealed: sealed().notNull(),
    contentSealed: sealed(),
    contentType: text().notNull(),
    contentBytes: integer().notNull(),
    status: text().notNull(),
    writtenAt: timestamp({ withTimezone: true }).notNull(),
    sensitivity: sensitivity(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("documents_patient", table, table.patientId, () => patients),
    sameTenant("documents_encounter", table, table.encounterId, () => encounters),
    index("documents_of").on(table.tenantId, table.patientId, table.writtenAt),
    check(
      "documents_record_type",
      sql`${table.recordType} in ('clinical', 'laboratory', 'consent', 'identification', 'insurance_card', 'billing', 'correspondence')`,
    ),
    check(
      "documents_sensitivity",
      sql`${table.sensitivity} in (${sql.raw(listed(sensitivities))})`,
    ),
  ],
);

export const documentsAccess: TableAccess = {
  table: documents,
  chart: { by: "patient_id", hasTags: true },
  read: {
    medical_assistant: {
      where: "record_type in ('consent', 'identification', 'insurance_card')",
    },
    prescriber: { where: "record_type <> 'billing'" },
    biller: { where: "record_type in ('insurance_card', 'billing')" },
    ...each(["tenant_admin", "chartkeep_import"]),
  },
  add: { chartkeep_import: true },
  edit: {
    prescriber: { ...tagging, where: "record_type <> 'billing'" },
    tenant_admin: tagging,
    chartkeep_import: true,
  },
};
