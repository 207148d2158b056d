import { sql } from "drizzle-orm";
import { check, index, integer, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { cents, createdAt, id, sameTenant, sealed, tenantId, tenantKey } from "#db/columns";
import { charges } from "./charges.ts";
import { invoices } from "./invoices.ts";
import { app } from "./schemas.ts";

/** One charge on an invoice, with the words and the amount as they were billed. Never edited. */
export const invoiceLines = app.table(
  "invoice_lines",
  {
    tenantId: tenantId(),
    id: id(),
    invoiceId: uuid().notNull(),
    chargeId: uuid(),
    position: integer().notNull(),
    labelSealed: sealed().notNull(),
    amountCents: cents(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("invoice_lines_invoice", table, table.invoiceId, () => invoices),
    sameTenant("invoice_lines_charge", table, table.chargeId, () => charges),
    index("invoice_lines_of").on(table.tenantId, table.invoiceId, table.position),
    index("invoice_lines_charges").on(table.tenantId, table.chargeId),
    check("invoice_lines_amount", sql`${table.amountCents} >= 0`),
  ],
);

export const invoiceLinesAccess: TableAccess = {
  table: invoiceLines,
  chart: { by: "invoice_id" },
  read: each(["biller", "tenant_admin", "chartkeep_import"]),
  add: { chartkeep_import: true },
};
