import { index, text, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, id, instant, sameTenant, sealed, tenantId, tenantKey } from "#db/columns";
import { encounters } from "./encounters.ts";
import { patients } from "./patients.ts";
import { app } from "./schemas.ts";

/** A vaccine given or declined. */
export const immunizations = app.table(
  "immunizations",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    encounterId: uuid(),
    codeSystem: text(),
    code: text(),
    vaccineSealed: sealed().notNull(),
    status: text().notNull(),
    givenAt: instant(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("immunizations_patient", table, table.patientId, () => patients),
    sameTenant("immunizations_encounter", table, table.encounterId, () => encounters),
    index("immunizations_of").on(table.tenantId, table.patientId, table.givenAt),
  ],
);

export const immunizationsAccess: TableAccess = {
  table: immunizations,
  chart: { by: "patient_id" },
  read: each(["medical_assistant", "prescriber", "tenant_admin", "chartkeep_import"]),
  add: { chartkeep_import: true },
  edit: { chartkeep_import: true },
};
