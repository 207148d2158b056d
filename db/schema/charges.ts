import { sql } from "drizzle-orm";
import { bigint, check, date, index, integer, text, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { cents, createdAt, id, sameTenant, sealed, tenantId, tenantKey } from "#db/columns";
import { encounters } from "./encounters.ts";
import { patients } from "./patients.ts";
import { practitioners } from "./practitioners.ts";
import { app } from "./schemas.ts";

/**
 * A service to be billed: what, when, by whom, at what price. The clinic's own words for it are
 * sealed; the code is a code. Read by billing and the tenant admin; a wrong charge is marked
 * *entered in error* and charged anew.
 */
export const charges = app.table(
  "charges",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    encounterId: uuid(),
    practitionerId: uuid(),
    codeSystem: text(),
    code: text(),
    modifiers: text(),
    placeOfService: text(),
    labelSealed: sealed().notNull(),
    units: integer().notNull().default(1),
    unitCents: bigint({ mode: "number" }).notNull(),
    totalCents: cents(),
    servicedOn: date({ mode: "string" }).notNull(),
    status: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("charges_patient", table, table.patientId, () => patients),
    sameTenant("charges_encounter", table, table.encounterId, () => encounters),
    sameTenant("charges_practitioner", table, table.practitionerId, () => practitioners),
    index("charges_of").on(table.tenantId, table.patientId, table.servicedOn),
    index("charges_status").on(table.tenantId, table.status, table.servicedOn),
    check("charges_status", sql`${table.status} in ('unbilled', 'billed', 'entered_in_error')`),
    check("charges_units", sql`${table.units} > 0 and ${table.totalCents} >= 0`),
  ],
);

export const chargesAccess: TableAccess = {
  table: charges,
  chart: { by: "patient_id" },
  read: each(["biller", "tenant_admin", "chartkeep_import"]),
  add: { chartkeep_import: true },
  edit: { chartkeep_import: { columns: ["status"] } },
};
