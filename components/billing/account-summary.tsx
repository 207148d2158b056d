import { TextLink } from "#components/ui/text-link";
import type { PatientBillingView } from "#lib/billing/view";
import { chartHref } from "#lib/routes";
import { AccountFigures } from "./account-figures.tsx";
import { InvoiceTable } from "./invoice-table.tsx";

/** The patient's account at a glance: what it stands at, and the invoices that are open. */
export function AccountSummary({
  patientId,
  billing,
}: {
  readonly patientId: string;
  readonly billing: PatientBillingView;
}) {
  return (
    <section aria-labelledby="account" className="mt-3">
      <div className="mb-2 flex items-baseline gap-2">
        <h2 id="account" className="font-semibold text-base">
          Account
        </h2>
        <TextLink href={chartHref(patientId, "billing")} prefetch={false} className="ml-auto">
          All invoices
        </TextLink>
      </div>
      <AccountFigures account={billing.account} />
      <div className="mt-3">
        <InvoiceTable
          caption="Open invoices of this patient"
          invoices={billing.invoices.filter(({ openCents }) => openCents !== 0)}
          withPatient={false}
          empty="No invoice is open"
        />
      </div>
    </section>
  );
}
