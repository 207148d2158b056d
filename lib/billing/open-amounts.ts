import "server-only";
import { sql } from "drizzle-orm";
import { invoiceLines } from "#db/schema/invoice-lines";
import { invoices } from "#db/schema/invoices";
import { postings } from "#db/schema/postings";

/** What the invoice of the row has open, from the ledger, in cents. One index-only look-up per invoice. */
export const openCents =
  sql`(select coalesce(sum(${postings.amountCents}), 0)::bigint from ${postings}
  where ${postings.tenantId} = ${invoices.tenantId}
    and ${postings.account} in ('receivable:patient', 'receivable:insurance')
    and ${postings.invoiceId} = ${invoices.id})`.mapWith(Number);

/** What the invoice of the row was issued for: the sum of its lines, in cents. */
export const totalCents =
  sql`(select coalesce(sum(${invoiceLines.amountCents}), 0)::bigint from ${invoiceLines}
  where ${invoiceLines.tenantId} = ${invoices.tenantId} and ${invoiceLines.invoiceId} = ${invoices.id})`.mapWith(
    Number,
  );

/** Today in the clinic's time zone on the database clock, as YYYY-MM-DD. */
export const todayIn = (timeZone: string) =>
  sql<string>`(now() at time zone ${timeZone})::date::text`;
