import { index, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, id, instant, sameTenant, sealed, tenantId, tenantKey } from "#db/columns";
import { organizations } from "./organizations.ts";
import { patients } from "./patients.ts";
import { practitioners } from "./practitioners.ts";
import { app } from "./schemas.ts";

const billed = [
  "tenant_id",
  "id",
  "patient_id",
  "practitioner_id",
  "class",
  "status",
  "type_code",
  "starts_at",
  "ends_at",
] as const;

/** A visit, in person or by video. Billing sees when, by whom and of which kind, never the reason. */
export const encounters = app.table(
  "encounters",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    practitionerId: uuid(),
    organizationId: uuid(),
    class: text().notNull(),
    status: text().notNull(),
    typeCode: text(),
    typeSealed: sealed(),
    reasonSealed: sealed(),
    startsAt: timestamp({ withTimezone: true }).notNull(),
    endsAt: instant(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("encounters_patient", table, table.patientId, () => patients),
    sameTenant("encounters_practitioner", table, table.practitionerId, () => practitioners),
    sameTenant("encounters_organization", table, table.organizationId, () => organizations),
    index("encounters_of").on(table.tenantId, table.patientId, table.startsAt, table.id),
    index("encounters_when").on(table.tenantId, table.startsAt, table.id),
  ],
);

export const encountersAccess: TableAccess = {
  table: encounters,
  chart: { by: "patient_id" },
  read: {
    chartkeep_reviewer: { columns: ["tenant_id", "patient_id", "practitioner_id", "starts_at"] },
    ...each(["medical_assistant", "prescriber", "tenant_admin", "chartkeep_import"]),
    biller: { columns: billed },
  },
  add: { chartkeep_import: true },
  edit: { chartkeep_import: true },
};
