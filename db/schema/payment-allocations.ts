import { sql } from "drizzle-orm";
import { check, index, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { cents, createdAt, id, sameTenant, tenantId, tenantKey } from "#db/columns";
import { invoiceLines } from "./invoice-lines.ts";
import { invoices } from "./invoices.ts";
import { ledgerEntries } from "./ledger-entries.ts";
import { payments } from "./payments.ts";
import { app } from "./schemas.ts";

/** The part of a payment that went to one invoice, or to one line of it. Never edited. */
export const paymentAllocations = app.table(
  "payment_allocations",
  {
    tenantId: tenantId(),
    id: id(),
    paymentId: uuid().notNull(),
    invoiceId: uuid().notNull(),
    lineId: uuid(),
    amountCents: cents(),
    entryId: uuid().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("payment_allocations_payment", table, table.paymentId, () => payments),
    sameTenant("payment_allocations_invoice", table, table.invoiceId, () => invoices),
    sameTenant("payment_allocations_line", table, table.lineId, () => invoiceLines),
    sameTenant("payment_allocations_entry", table, table.entryId, () => ledgerEntries),
    index("payment_allocations_of").on(table.tenantId, table.invoiceId, table.createdAt),
    index("payment_allocations_by_payment").on(table.tenantId, table.paymentId),
    check("payment_allocations_amount", sql`${table.amountCents} > 0`),
  ],
);

export const paymentAllocationsAccess: TableAccess = {
  table: paymentAllocations,
  read: each(["biller", "tenant_admin", "chartkeep_import"]),
  add: { biller: true, chartkeep_import: true },
};
