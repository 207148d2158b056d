import { differenceInCalendarDays, parseISO } from "date-fns";

/** The age groups of accounts receivable, in days since the invoice was issued. */
export const agingBuckets = ["0-30", "31-60", "61-90", "91-120", "120+"] as const;

/** One age group of accounts receivable. */
export type AgingBucket = (typeof agingBuckets)[number];

/** The age group of an invoice issued on `issuedOn` as of `asOf` (both YYYY-MM-DD); an invoice of the future counts as new. */
export function bucketOf(issuedOn: string, asOf: string): AgingBucket {
  const days = differenceInCalendarDays(parseISO(asOf), parseISO(issuedOn));
  if (days <= 30) return "0-30";
  if (days <= 60) return "31-60";
  if (days <= 90) return "61-90";
  return days <= 120 ? "91-120" : "120+";
}

/** Where an invoice stands, derived from what is open and when it is due. */
export type InvoiceStatus = "paid" | "open" | "partly_paid" | "overdue" | "credit";

/** The status of an invoice as of `today` (YYYY-MM-DD). */
export function invoiceStatus(invoice: {
  readonly totalCents: number;
  readonly openCents: number;
  readonly dueOn: string;
  readonly today: string;
}): InvoiceStatus {
  if (invoice.openCents < 0) return "credit";
  if (invoice.openCents === 0) return "paid";
  if (invoice.dueOn < invoice.today) return "overdue";
  return invoice.openCents < invoice.totalCents ? "partly_paid" : "open";
}

/** An invoice that a payment may be applied to. */
export interface OpenInvoice {
  readonly invoiceId: string;
  readonly openCents: number;
}

/** A part of a payment for one invoice. */
export interface Allocation {
  readonly invoiceId: string;
  readonly cents: number;
}

/** Spreads `cents` over open invoices in the order given; what is left over stays unapplied. */
export function spread(cents: number, open: readonly OpenInvoice[]): readonly Allocation[] {
  let left = cents;
  return open.flatMap((invoice) => {
    const part = Math.min(left, Math.max(invoice.openCents, 0));
    left -= part;
    return part > 0 ? [{ invoiceId: invoice.invoiceId, cents: part }] : [];
  });
}
