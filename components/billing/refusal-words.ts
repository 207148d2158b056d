import type { FormRefusal } from "#lib/form-state";

const words: Partial<Record<FormRefusal, string>> = {
  "payment.exceeds-balance": "An amount is above what its invoice has open",
  "payment.already-posted": "This form was already used for another payment. Reload the page",
  "payment.in-the-future": "The day of receipt lies in the future",
  "not-found": "The patient or an invoice is no longer there",
  forbidden: "You may not post payments in this clinic",
  conflict: "Someone else changed this meanwhile. Reload the page",
  "rate-limited": "Too many tries. Wait a moment",
};

/** Why a payment was declined, in a sentence a biller can act on. */
export function refusalWords(code: FormRefusal): string {
  return words[code] ?? "The clinic's rules do not allow this";
}
