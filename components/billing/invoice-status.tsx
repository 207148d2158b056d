import { Chip, type Tone } from "#components/ui/chip";
import type { InvoiceStatus } from "#lib/billing/rules";

const looks: Record<InvoiceStatus, readonly [Tone, string]> = {
  open: ["info", "Open"],
  partly_paid: ["warning", "Partly paid"],
  overdue: ["critical", "Overdue"],
  paid: ["ok", "Paid"],
  credit: ["neutral", "Credit"],
};

/** Where an invoice stands, in words. */
export function InvoiceStatusChip({ status }: { readonly status: InvoiceStatus }) {
  const [tone, words] = looks[status];
  return <Chip tone={tone}>{words}</Chip>;
}

/** Who is to pay, in words. */
export const responsibleWords = { patient: "Patient", insurance: "Insurance" } as const;
