import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AccountFigures } from "#components/billing/account-figures";
import { InvoiceTable } from "#components/billing/invoice-table";
import { PageHeading } from "#components/ui/page-heading";
import { inScope } from "#lib/auth/session";
import { getPatientBilling } from "#lib/billing/account";
import { PatientId } from "#lib/ids";

export const metadata: Metadata = { title: "Billing - Patient" };

/** One patient's account: what they owe, what insurance owes, what is credit, and every invoice. */
export default async function PatientBillingPage({
  params,
}: PageProps<"/patients/[patientId]/billing">) {
  const patientId = PatientId.safeParse((await params).patientId);
  if (!patientId.success) notFound();
  const billing = await inScope(
    "invoice:read",
    (scope) => getPatientBilling(scope, patientId.data),
    patientId.data,
  );

  return (
    <>
      <PageHeading title="Billing" />
      <AccountFigures account={billing.account} />
      <div className="mt-3">
        <InvoiceTable
          caption="Invoices of this patient"
          invoices={billing.invoices}
          withPatient={false}
          empty="No invoice was issued for this patient"
        />
      </div>
    </>
  );
}
