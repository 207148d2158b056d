import "server-only";
import { sql } from "drizzle-orm";
import { invoices } from "#db/schema/invoices";
import type { Responsible } from "./ledger.ts";

// Written as text: the query builder drops the table from a column where a query reads one table only,
// and a correlated sub-query without it would compare its own columns with themselves.

/** What the invoice of the row has open, from the ledger, in cents. One index-only look-up per invoice. */
export const openCents = sql`(select coalesce(sum(p.amount_cents), 0)::bigint from app.postings p
  where p.tenant_id = invoices.tenant_id
    and p.account in ('receivable:patient', 'receivable:insurance')
    and p.invoice_id = invoices.id)`.mapWith(Number);

/**
 * What the invoice of the row was issued for, from its own entry in the ledger, in cents. Its lines add up
 * to the same, but those of a restricted chart are not there for everybody.
 */
export const totalCents = sql`(select coalesce(sum(p.amount_cents), 0)::bigint from app.postings p
  where p.tenant_id = invoices.tenant_id and p.entry_id = invoices.entry_id
    and p.account in ('receivable:patient', 'receivable:insurance'))`.mapWith(Number);

/** Today in the clinic's time zone on the database clock, as YYYY-MM-DD. */
export const todayIn = (timeZone: string) =>
  sql<string>`(now() at time zone ${timeZone})::date::text`;

/** What every list of invoices shows of one. */
export const invoiceColumns = {
  invoiceId: invoices.id,
  number: invoices.number,
  responsible: sql<Responsible>`${invoices.responsible}`,
  issuedOn: invoices.issuedOn,
  dueOn: invoices.dueOn,
  totalCents,
  openCents,
};
