import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { InvoiceEvents, InvoiceLines } from "#components/billing/invoice-details";
import { InvoiceStatusChip, responsibleWords } from "#components/billing/invoice-status";
import { PatientName } from "#components/billing/patient-name";
import { PaymentForm } from "#components/billing/payment-form";
import { Card } from "#components/ui/card";
import { MoneyText } from "#components/ui/money-text";
import { PageHeading } from "#components/ui/page-heading";
import { TextLink } from "#components/ui/text-link";
import { roleFor } from "#lib/access/permissions";
import { inScope } from "#lib/auth/session";
import { getInvoice } from "#lib/billing/invoice";
import { readPaymentDraft } from "#lib/billing/payment-draft";
import { civilDate } from "#lib/dates";
import { openDraft } from "#lib/drafts/queries";
import { InvoiceId, newId } from "#lib/ids";
import { chartHref } from "#lib/routes";
import { postPaymentAction } from "./actions.ts";

export const metadata: Metadata = { title: "Invoice" };

/** One invoice: what was billed, what was posted, what is open, and the form that takes a payment. */
export default async function InvoicePage({ params }: PageProps<"/billing/invoices/[invoiceId]">) {
  const invoiceId = InvoiceId.safeParse((await params).invoiceId);
  if (!invoiceId.success) notFound();
  const { invoice, clinic, mayPost, draft } = await inScope("invoice:read", async (scope) => {
    const { tenantId, tenant, roles } = scope.actor;
    const mayPost = roleFor(roles, ["payment:post"]) !== undefined;
    const invoice = await getInvoice(scope, invoiceId.data);
    const draft = mayPost
      ? await openDraft(scope, { form: "payment", subjectId: invoiceId.data })
      : undefined;
    return { invoice, mayPost, draft, clinic: { tenantId, timeZone: tenant.timeZone } };
  });
  const boxes = draft && readPaymentDraft(draft.content);
  const { patient } = invoice;

  return (
    <>
      <PageHeading
        title={
          <>
            Invoice <span className="code-text">{invoice.number}</span>
          </>
        }
        note={<InvoiceStatusChip status={invoice.status} />}
      />
      <dl className="mb-3 grid grid-cols-2 gap-x-6 gap-y-2 rounded-card border border-line bg-raised px-3 py-2.5 sm:grid-cols-4">
        <Fact label="Patient">
          <TextLink href={chartHref(patient.patientId, "billing")} className="font-medium">
            <PatientName patient={patient} />
          </TextLink>
        </Fact>
        <Fact label="Born">
          {patient.birthDate === null ? "Not recorded" : civilDate(patient.birthDate)}
        </Fact>
        <Fact label="MRN">
          <span className="code-text">{patient.mrn}</span>
        </Fact>
        <Fact label="Open">
          <MoneyText cents={invoice.openCents} className="font-semibold" />
        </Fact>
        <Fact label="Responsible">
          {responsibleWords[invoice.responsible]}
          {invoice.payer === null ? "" : ` · ${invoice.payer}`}
        </Fact>
        <Fact label="Provider">{invoice.provider ?? "Not recorded"}</Fact>
        <Fact label="Issued">{civilDate(invoice.issuedOn)}</Fact>
        <Fact label="Due">{civilDate(invoice.dueOn)}</Fact>
      </dl>
      <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,3fr)_minmax(22rem,2fr)]">
        <div className="flex min-w-0 flex-col gap-3">
          <InvoiceLines invoice={invoice} />
          <InvoiceEvents invoice={invoice} />
        </div>
        {mayPost ? (
          <Card
            title="Post a payment"
            headingId="post-payment"
            {...(invoice.unappliedCents > 0
              ? {
                  note: (
                    <>
                      Credit on account <MoneyText cents={invoice.unappliedCents} />
                    </>
                  ),
                }
              : {})}
          >
            <PaymentForm
              invoice={invoice}
              idempotencyKey={newId()}
              draft={boxes && { boxes, savedAt: draft.savedAt }}
              clinic={clinic}
              action={postPaymentAction}
            />
          </Card>
        ) : null}
      </div>
    </>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col">
      <dt className="text-ink-3 text-xs">{label}</dt>
      <dd className="tabular min-w-0 break-words">{children}</dd>
    </div>
  );
}
