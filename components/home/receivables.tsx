import { Figure } from "#components/billing/figure";
import { MoneyText } from "#components/ui/money-text";
import type { BillingHomeView } from "#lib/billing/view";

/** What waits in billing, as figures. */
export function Receivables({ home }: { readonly home: BillingHomeView }) {
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">
      <Figure
        label="Open invoices"
        href="/billing/invoices?filter=open"
        value={home.open.count}
        note={<MoneyText cents={home.open.cents} />}
      />
      <Figure
        label="Overdue"
        href="/billing/invoices?filter=overdue"
        value={home.overdue.count}
        note={<MoneyText cents={home.overdue.cents} />}
      />
      <Figure
        label="Unbilled charges"
        value={home.unbilled.count}
        note={<MoneyText cents={home.unbilled.cents} />}
      />
      <Figure label="Unapplied payments" value={<MoneyText cents={home.unappliedCents} />} />
      <Figure label="Taken today" value={<MoneyText cents={home.takenTodayCents} />} />
    </dl>
  );
}
