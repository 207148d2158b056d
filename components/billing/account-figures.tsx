import { MoneyText } from "#components/ui/money-text";
import type { AccountView } from "#lib/billing/view";
import { Figure } from "./figure.tsx";

/** What a patient's account stands at: due by the patient, pending with insurance, credit. Never one mixed balance. */
export function AccountFigures({ account }: { readonly account: AccountView }) {
  return (
    <dl className="grid grid-cols-1 gap-3 sm:grid-cols-3">
      <Figure label="Patient due" value={<MoneyText cents={account.patientDueCents} />} />
      <Figure
        label="Insurance pending"
        value={<MoneyText cents={account.insurancePendingCents} />}
      />
      <Figure
        label="Credit"
        value={<MoneyText cents={account.creditCents} />}
        note="Received and not applied to an invoice"
      />
    </dl>
  );
}
