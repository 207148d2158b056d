import { z } from "zod";
import { InvoiceId, PatientId } from "#lib/ids";
import { typedDay, typedText } from "#lib/input-text";
import { centsFromTyped } from "#lib/money";

/** An amount of money as typed, read as whole cents. */
const amount = z
  .string()
  .max(20)
  .transform((typed, context) => {
    const cents = centsFromTyped(typed);
    if (cents === undefined) {
      context.addIssue({ code: "custom", message: "Enter an amount such as 125.00." });
      return z.NEVER;
    }
    return cents;
  });

/** How money can be received. */
export const paymentMethods = ["card", "cash", "check", "bank_transfer", "insurance"] as const;

const Allocations = z
  .string()
  .max(20_000)
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: "The amounts per invoice could not be read." });
      return z.NEVER;
    }
  })
  .pipe(
    z
      .array(
        z.strictObject({ invoiceId: InvoiceId, cents: z.int().positive().max(99_999_999_999) }),
      )
      .max(100),
  )
  .refine(
    (parts) => new Set(parts.map((part) => part.invoiceId)).size === parts.length,
    "An invoice is named twice.",
  );

/**
 * What the payment form may send. `idempotencyKey` is minted with the form, so that a second submit of
 * the same form is the same payment. What is not allocated stays unapplied on the patient's account.
 */
export const PostPayment = z
  .strictObject({
    idempotencyKey: z.uuid(),
    patientId: PatientId,
    amount: amount.pipe(z.int().positive("Enter an amount above zero.")),
    method: z.enum(paymentMethods),
    reference: typedText(80),
    receivedOn: typedDay,
    allocations: Allocations,
  })
  .refine(
    (payment) => payment.allocations.reduce((sum, part) => sum + part.cents, 0) <= payment.amount,
    { path: ["allocations"], message: "More is applied than was received." },
  );
export type PostPayment = z.infer<typeof PostPayment>;

const typed = (most: number) => z.string().max(most);

/** What the payment form keeps while somebody types: the boxes as they stand, and the key it will be sent under. */
export const PaymentDraft = z.strictObject({
  idempotencyKey: z.uuid(),
  amount: typed(20),
  method: z.enum(paymentMethods),
  reference: typed(80),
  receivedOn: typed(10),
  /** By invoice, what was typed for it; an invoice that is left out gets what is suggested. */
  own: z.record(InvoiceId, typed(20)),
});
export type PaymentDraft = z.infer<typeof PaymentDraft>;

/** Which invoices a list shows. */
export const invoiceFilters = ["open", "overdue", "paid", "all"] as const;

/** A page of invoices: newest first, after the one that `after` names. */
export const ListInvoices = z.strictObject({
  filter: z.enum(invoiceFilters).default("open"),
  responsible: z.enum(["patient", "insurance", "any"]).default("any"),
  after: z.strictObject({ issuedOn: typedDay, invoiceId: InvoiceId }).nullish(),
});
export type ListInvoices = z.infer<typeof ListInvoices>;

/** Accounts receivable as of a day, grouped by who is to pay or by who gave the service. */
export const ReadAging = z.strictObject({
  asOf: typedDay,
  by: z.enum(["responsible", "provider"]).default("responsible"),
});
export type ReadAging = z.infer<typeof ReadAging>;
