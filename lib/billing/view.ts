import type { AgingBucket, InvoiceStatus } from "./rules.ts";

/** A patient as billing pages name them. */
export interface BilledPatientView {
  readonly patientId: string;
  readonly family: string;
  readonly given: string;
  readonly birthDate: string | null;
  readonly mrn: string;
}

/** One invoice in a list. Amounts in cents; `openCents` is derived from the ledger. */
export interface InvoiceRowView {
  readonly invoiceId: string;
  readonly number: string;
  readonly patient: BilledPatientView;
  readonly responsible: "patient" | "insurance";
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly totalCents: number;
  readonly openCents: number;
  readonly status: InvoiceStatus;
}

/** A page of invoices. `next` is where the following page begins, or null at the end. */
export interface InvoicePageView {
  readonly rows: readonly InvoiceRowView[];
  readonly next: { readonly issuedOn: string; readonly invoiceId: string } | null;
}

/** One billed service on an invoice. */
export interface InvoiceLineView {
  readonly lineId: string;
  readonly label: string;
  readonly code: string | null;
  readonly modifiers: string | null;
  readonly units: number | null;
  readonly servicedOn: string | null;
  readonly amountCents: number;
}

/** Something that changed what an invoice has open: money or an adjustment, with its sign. */
export interface InvoiceEventView {
  readonly id: string;
  readonly kind: "payment" | "write_off" | "discount" | "contractual";
  readonly on: string;
  readonly method: string | null;
  readonly reference: string | null;
  readonly reasonCode: string | null;
  readonly amountCents: number;
}

/** One invoice with its lines and everything that was posted to it. */
export interface InvoiceView extends InvoiceRowView {
  readonly payer: string | null;
  readonly provider: string | null;
  readonly lines: readonly InvoiceLineView[];
  readonly events: readonly InvoiceEventView[];
  /** All open invoices of the patient, oldest first: where a payment may go. */
  readonly open: readonly {
    readonly invoiceId: string;
    readonly number: string;
    readonly issuedOn: string;
    readonly responsible: "patient" | "insurance";
    readonly openCents: number;
  }[];
  readonly unappliedCents: number;
  readonly today: string;
}

/** What a patient's account stands at: always these three, never one mixed balance. */
export interface AccountView {
  readonly patientDueCents: number;
  readonly insurancePendingCents: number;
  readonly creditCents: number;
}

/** The billing tab of a chart. */
export interface PatientBillingView {
  readonly account: AccountView;
  readonly invoices: readonly Omit<InvoiceRowView, "patient">[];
}

/** Accounts receivable by age. The grand total equals the ledger's receivables to the cent. */
export interface AgingView {
  readonly asOf: string;
  readonly by: "responsible" | "provider";
  readonly groups: readonly {
    readonly key: string;
    readonly label: string;
    readonly cents: Readonly<Record<AgingBucket, number>>;
    readonly totalCents: number;
    readonly invoices: number;
  }[];
  readonly totals: Readonly<Record<AgingBucket, number>>;
  readonly totalCents: number;
  readonly ledgerCents: number;
}

/** The biller's morning: what waits and what came in. */
export interface BillingHomeView {
  readonly unbilled: { readonly count: number; readonly cents: number };
  readonly open: { readonly count: number; readonly cents: number };
  readonly overdue: { readonly count: number; readonly cents: number };
  readonly unappliedCents: number;
  readonly takenTodayCents: number;
  readonly today: string;
}

/** What a posted payment did. */
export interface PostedPaymentView {
  readonly paymentId: string;
  readonly amountCents: number;
  readonly appliedCents: number;
  readonly unappliedCents: number;
}
