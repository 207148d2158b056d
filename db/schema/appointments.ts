import { sql } from "drizzle-orm";
import { check, index, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, id, sameTenant, sealed, tenantId, tenantKey } from "#db/columns";
import { patients } from "./patients.ts";
import { practitioners } from "./practitioners.ts";
import { app } from "./schemas.ts";

/** A booked time with a provider. The reason is sealed. Front desk, clinicians and the admin see the schedule. */
export const appointments = app.table(
  "appointments",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    practitionerId: uuid(),
    status: text().notNull(),
    kind: text().notNull().default("telehealth"),
    reasonSealed: sealed(),
    startsAt: timestamp({ withTimezone: true }).notNull(),
    endsAt: timestamp({ withTimezone: true }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("appointments_patient", table, table.patientId, () => patients),
    sameTenant("appointments_practitioner", table, table.practitionerId, () => practitioners),
    index("appointments_when").on(table.tenantId, table.startsAt, table.id),
    index("appointments_of").on(table.tenantId, table.patientId, table.startsAt),
    check(
      "appointments_status",
      sql`${table.status} in ('booked', 'confirmed', 'arrived', 'in_room', 'done', 'no_show', 'cancelled')`,
    ),
    check("appointments_span", sql`${table.endsAt} > ${table.startsAt}`),
  ],
);

export const appointmentsAccess: TableAccess = {
  table: appointments,
  chart: { by: "patient_id" },
  read: {
    ...each(["medical_assistant", "prescriber", "tenant_admin", "chartkeep_import"]),
    chartkeep_reviewer: {
      columns: ["tenant_id", "patient_id", "practitioner_id", "status", "starts_at"],
    },
  },
  add: { chartkeep_import: true },
  edit: { chartkeep_import: true },
};
