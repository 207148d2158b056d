import { sql } from "drizzle-orm";
import { check, index, text, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { cents, createdAt, id, sameTenant, tenantId, tenantKey } from "#db/columns";
import { invoices } from "./invoices.ts";
import { ledgerEntries } from "./ledger-entries.ts";
import { patients } from "./patients.ts";
import { app } from "./schemas.ts";

/**
 * One side of a ledger entry: an amount on an account, debit positive and credit negative. Every
 * balance of the application is a sum over this table: what an invoice has open (receivable postings
 * that name it), what a patient has unapplied, what the clinic took today. Append-only.
 */
export const postings = app.table(
  "postings",
  {
    tenantId: tenantId(),
    id: id(),
    entryId: uuid().notNull(),
    account: text().notNull(),
    amountCents: cents(),
    patientId: uuid().notNull(),
    invoiceId: uuid(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("postings_entry", table, table.entryId, () => ledgerEntries),
    sameTenant("postings_patient", table, table.patientId, () => patients),
    sameTenant("postings_invoice", table, table.invoiceId, () => invoices),
    index("postings_of_entry").on(table.tenantId, table.entryId),
    index("postings_by_invoice").on(
      table.tenantId,
      table.account,
      table.invoiceId,
      table.amountCents,
    ),
    index("postings_by_patient").on(
      table.tenantId,
      table.patientId,
      table.account,
      table.amountCents,
    ),
    check("postings_amount", sql`${table.amountCents} <> 0`),
    check(
      "postings_account",
      sql`${table.account} in ('receivable:patient', 'receivable:insurance', 'revenue', 'cash', 'unapplied', 'write_off', 'contractual', 'discount')`,
    ),
    check(
      "postings_receivable_names_invoice",
      sql`${table.account} not in ('receivable:patient', 'receivable:insurance') or ${table.invoiceId} is not null`,
    ),
  ],
);

export const postingsAccess: TableAccess = {
  table: postings,
  read: each(["biller", "tenant_admin", "chartkeep_import"]),
  add: { biller: true, chartkeep_import: true },
};
