import { sql } from "drizzle-orm";
import { check, date, index, integer, text, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, id, sameTenant, sealed, tenantId, tenantKey } from "#db/columns";
import { patients } from "./patients.ts";
import { app } from "./schemas.ts";

/** A patient's insurance or other payer. Payer, plan and subscriber number are one sealed record. Front desk, billing and the admin see it. */
export const coverages = app.table(
  "coverages",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    kind: text().notNull().default("insurance"),
    status: text().notNull(),
    position: integer().notNull().default(1),
    planSealed: sealed().notNull(),
    startsOn: date({ mode: "string" }),
    endsOn: date({ mode: "string" }),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("coverages_patient", table, table.patientId, () => patients),
    index("coverages_of").on(table.tenantId, table.patientId),
    check("coverages_kind", sql`${table.kind} in ('insurance', 'self_pay', 'other')`),
  ],
);

export const coveragesAccess: TableAccess = {
  table: coverages,
  chart: { by: "patient_id" },
  read: each(["medical_assistant", "biller", "tenant_admin", "chartkeep_import"]),
  add: { chartkeep_import: true },
  edit: { chartkeep_import: true },
};
