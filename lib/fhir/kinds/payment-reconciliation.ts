import { z } from "zod";
import { dayOf } from "../dates.ts";
import { cents } from "../decimal.ts";
import type { Link, ReceiptExtra, ReceiptPart } from "../draft.ts";
import { type Box, kind, Rejected } from "../kind.ts";
import { referenceKeys } from "../references.ts";
import { type Coding, Concept, Identifier, Money, Reference, Text } from "../types.ts";

const Detail = z.object({
  type: Concept.optional(),
  request: Reference.optional(),
  amount: Money.optional(),
});

const PaymentReconciliation = z.object({
  status: Text,
  created: Text,
  paymentDate: Text,
  paymentAmount: Money.optional(),
  paymentIdentifier: Identifier.optional(),
  formCode: Concept.optional(),
  detail: z.array(Detail).optional(),
});

const methods: Record<string, ReceiptExtra["method"]> = {
  card: "card",
  cash: "cash",
  check: "check",
  bank_transfer: "bank_transfer",
};
const reductions = ["write_off", "discount", "contractual"] as const;

/**
 * Money taken from a patient, and what was written off. A detail of type `payment` goes to the claim
 * it names, one of type `adjustment` takes from it without money (its second coding says why), one of
 * type `advance` names the patient only: what is not applied stays visible as unapplied.
 */
export const paymentReconciliation = kind("PaymentReconciliation", PaymentReconciliation, build);

function build(resource: z.output<typeof PaymentReconciliation>, box: Box) {
  if (resource.status !== undefined && resource.status !== "active") {
    throw new Rejected("status", `a payment that is ${resource.status} is not posted`);
  }
  const received = box.when("paymentDate", resource.paymentDate ?? resource.created);
  if (!received) throw new Rejected("paymentDate", "a payment needs a date");
  const amount = box.money("paymentAmount", resource.paymentAmount);
  const amountCents = (amount && cents(amount)) ?? 0;
  if (amountCents < 0) throw new Rejected("paymentAmount", "a payment cannot be negative");
  const details = resource.detail ?? [];
  const parts = details.flatMap((detail, index) => partOf(detail, index, box));
  const paid = parts.filter((part) => part.type === "payment");
  if (paid.reduce((sum, part) => sum + part.cents, 0) > amountCents) {
    throw new Rejected("detail", "the details add up to more than the payment");
  }
  const advance = details.find((one) => one.request?.reference?.includes("Patient"))?.request;
  const first = parts[0]?.claim;
  if (!advance && !first) throw new Rejected("detail", "names neither a claim nor a patient");
  const method = resource.formCode?.coding?.find((one) => one.code)?.code;
  return [
    {
      entity: (amountCents > 0 ? "payments" : "ledger_entries") as "payments" | "ledger_entries",
      resourceType: "PaymentReconciliation",
      keys: box.keys,
      plain: {},
      sealed: {},
      links: {
        patientId: advance && box.must("detail.request", "patients", "Patient", advance),
        invoiceId: first,
      },
      extra: {
        kind: "receipt" as const,
        amountCents,
        method: methods[method ?? ""] ?? "card",
        reference: resource.paymentIdentifier?.value,
        receivedOn: dayOf(received, box.timeZone),
        parts,
      },
    },
  ];
}

function partOf(detail: z.output<typeof Detail>, index: number, box: Box): ReceiptPart[] {
  const field = `detail[${index}]`;
  const [type, reason] = detail.type?.coding ?? [];
  if (type?.code === "advance") return [];
  const keys = referenceKeys(detail.request, ["Claim"]);
  if (keys.length === 0) throw new Rejected(`${field}.request`, "no reference to a Claim");
  const amount = box.money(`${field}.amount`, detail.amount);
  const part = (amount && cents(amount)) ?? 0;
  if (part <= 0) throw new Rejected(`${field}.amount`, "not a positive amount");
  const claim: Link = { field: `${field}.request`, entity: "invoices", keys, required: true };
  return [{ ...kindOf(type, reason), claim, cents: part, comment: reason?.display }];
}

function kindOf(
  type: z.output<typeof Coding> | undefined,
  reason: z.output<typeof Coding> | undefined,
): Pick<ReceiptPart, "type" | "reasonCode"> {
  if (type?.code !== "adjustment") return { type: "payment", reasonCode: "" };
  const reduction = reductions.find((one) => one === reason?.code?.split(":")[0]) ?? "write_off";
  return { type: reduction, reasonCode: reason?.code?.split(":")[1] ?? "other" };
}
