import type { Metadata } from "next";
import { AgingTable } from "#components/billing/aging-table";
import { Figure } from "#components/billing/figure";
import { LinkButton } from "#components/ui/link-button";
import { MoneyText } from "#components/ui/money-text";
import { PageHeading } from "#components/ui/page-heading";
import { inScope } from "#lib/auth/session";
import { getAging } from "#lib/billing/aging";
import { getBillingHome } from "#lib/billing/queries";

export const metadata: Metadata = { title: "Billing" };

/** The biller's start: what waits, what came in today, and how old the receivables are. */
export default async function BillingPage() {
  const { home, aging } = await inScope(["invoice:read", "aging:read"], async (scope) => {
    const read = await getBillingHome(scope);
    return { home: read, aging: await getAging(scope, { asOf: read.today, by: "responsible" }) };
  });

  return (
    <>
      <PageHeading title="Billing">
        <LinkButton href="/billing/aging">A/R aging</LinkButton>
        <LinkButton href="/billing/invoices?filter=open" look="primary">
          Open invoices
        </LinkButton>
      </PageHeading>
      <dl className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-5">
        <Figure
          label="Open invoices"
          value={home.open.count}
          note={<MoneyText cents={home.open.cents} />}
        />
        <Figure
          label="Overdue"
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
      <h2 className="mb-2 font-semibold text-base">Accounts receivable</h2>
      <AgingTable aging={aging} />
    </>
  );
}
