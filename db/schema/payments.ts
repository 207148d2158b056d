import { sql } from "drizzle-orm";
import { check, date, index, text, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { cents, createdAt, id, sameTenant, sealed, tenantId, tenantKey } from "#db/columns";
import { ledgerEntries } from "./ledger-entries.ts";
import { patients } from "./patients.ts";
import { app } from "./schemas.ts";

/**
 * Money received. Its ledger entry says where it went; what was not applied to an invoice stays
 * visible as *unapplied*. Never edited: a wrong payment is reversed.
 */
export const payments = app.table(
  "payments",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    payer: text().notNull(),
    method: text().notNull(),
    referenceSealed: sealed(),
    receivedOn: date({ mode: "string" }).notNull(),
    amountCents: cents(),
    entryId: uuid().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("payments_patient", table, table.patientId, () => patients),
    sameTenant("payments_entry", table, table.entryId, () => ledgerEntries),
    index("payments_of").on(table.tenantId, table.patientId, table.receivedOn),
    index("payments_when").on(table.tenantId, table.receivedOn, table.id),
    check("payments_payer", sql`${table.payer} in ('patient', 'insurance')`),
    check(
      "payments_method",
      sql`${table.method} in ('card', 'cash', 'check', 'bank_transfer', 'insurance')`,
    ),
    check("payments_amount", sql`${table.amountCents} > 0`),
  ],
);

export const paymentsAccess: TableAccess = {
  table: payments,
  read: each(["biller", "tenant_admin", "chartkeep_import"]),
  add: { biller: true, chartkeep_import: true },
};
