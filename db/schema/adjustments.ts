import { sql } from "drizzle-orm";
import { check, date, index, text, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { cents, createdAt, id, sameTenant, sealed, tenantId, tenantKey } from "#db/columns";
import { invoices } from "./invoices.ts";
import { ledgerEntries } from "./ledger-entries.ts";
import { patients } from "./patients.ts";
import { app } from "./schemas.ts";

/**
 * What lowers a receivable without money: a write-off, a discount, a contractual reduction. It has a
 * reason code and its own ledger entry, and is never edited.
 */
export const adjustments = app.table(
  "adjustments",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    invoiceId: uuid().notNull(),
    kind: text().notNull(),
    reasonCode: text().notNull(),
    commentSealed: sealed(),
    amountCents: cents(),
    effectiveOn: date({ mode: "string" }).notNull(),
    entryId: uuid().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("adjustments_patient", table, table.patientId, () => patients),
    sameTenant("adjustments_invoice", table, table.invoiceId, () => invoices),
    sameTenant("adjustments_entry", table, table.entryId, () => ledgerEntries),
    index("adjustments_of").on(table.tenantId, table.invoiceId, table.createdAt),
    check("adjustments_kind", sql`${table.kind} in ('write_off', 'discount', 'contractual')`),
    check("adjustments_amount", sql`${table.amountCents} > 0`),
  ],
);

export const adjustmentsAccess: TableAccess = {
  table: adjustments,
  read: each(["biller", "tenant_admin", "chartkeep_import"]),
  add: { chartkeep_import: true },
};
