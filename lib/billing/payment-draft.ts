import { PaymentDraft } from "./input.ts";

/** The payment that somebody had typed, from the text that was kept of it; undefined for one that this version of the form cannot read. */
export function readPaymentDraft(content: string): PaymentDraft | undefined {
  try {
    return PaymentDraft.safeParse(JSON.parse(content)).data;
  } catch {
    return undefined;
  }
}
