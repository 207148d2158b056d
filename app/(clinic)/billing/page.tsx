import type { Metadata } from "next";
import { AgingTable } from "#components/billing/aging-table";
import { Receivables } from "#components/home/receivables";
import { LinkButton } from "#components/ui/link-button";
import { PageHeading } from "#components/ui/page-heading";
import { inScope } from "#lib/auth/session";
import { getAging } from "#lib/billing/aging";
import { getBillingHome } from "#lib/billing/home";

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
      <div className="mb-4">
        <Receivables home={home} />
      </div>
      <h2 className="mb-2 font-semibold text-base">Accounts receivable</h2>
      <AgingTable aging={aging} />
    </>
  );
}
