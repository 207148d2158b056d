import { index, text, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, id, instant, sameTenant, sealed, tenantId, tenantKey } from "#db/columns";
import { encounters } from "./encounters.ts";
import { patients } from "./patients.ts";
import { app } from "./schemas.ts";

/** Something done to or for the patient. Billing sees its code and date, not the words. */
export const procedures = app.table(
  "procedures",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    encounterId: uuid(),
    codeSystem: text(),
    code: text(),
    displaySealed: sealed().notNull(),
    status: text().notNull(),
    startsAt: instant(),
    endsAt: instant(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("procedures_patient", table, table.patientId, () => patients),
    sameTenant("procedures_encounter", table, table.encounterId, () => encounters),
    index("procedures_of").on(table.tenantId, table.patientId, table.startsAt),
  ],
);

export const proceduresAccess: TableAccess = {
  table: procedures,
  chart: { by: "patient_id" },
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
        "status",
        "starts_at",
      ],
    },
  },
  add: { chartkeep_import: true },
  edit: { chartkeep_import: true },
};
