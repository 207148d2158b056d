import type { Metadata } from "next";
import { AccountingDeskView } from "#components/disclosures/accounting-desk";
import { CareForm } from "#components/disclosures/care-form";
import { PatientChoice } from "#components/disclosures/patient-choice";
import { EmptyState } from "#components/ui/empty-state";
import { Notice } from "#components/ui/notice";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { AskAccounting } from "#lib/disclosures/input";
import { getAccounting, getAccountsForCare } from "#lib/disclosures/queries";
import { Invalid } from "#lib/errors";
import { newId } from "#lib/ids";
import type { MemberScope } from "#lib/scope";
import {
  accountForCareAction,
  holdAccountingAction,
  liftHoldAction,
  recordDisclosureAction,
  withdrawDisclosureAction,
} from "./actions.ts";

export const metadata: Metadata = { title: "Accounting of disclosures" };

/** To whom one patient's record went in a period, as the patient may ask to know it, and what was recorded by hand. */
export default async function DisclosuresPage({ searchParams }: PageProps<"/admin/disclosures">) {
  const { patient, from, to } = await searchParams;
  const { tenantId } = await currentActor();
  const asked = AskAccounting.safeParse({
    patientId: patient,
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  });
  const { accountsForCare, answer } = await inScope("disclosure:manage", async (scope) => ({
    accountsForCare: await getAccountsForCare(scope),
    answer: asked.success ? await answerTo(scope, asked.data) : undefined,
  }));
  const isWrong = patient !== undefined && !asked.success;

  return (
    <>
      <PageHeading title="Accounting of disclosures">
        <PatientChoice tenantId={tenantId} />
      </PageHeading>
      {isWrong ? (
        <WrongDays>The address names no patient, or no days of a calendar.</WrongDays>
      ) : null}
      {answer !== undefined && "issues" in answer ? (
        <WrongDays>{Object.values(answer.issues).flat().join(" ")}</WrongDays>
      ) : null}
      {answer !== undefined && "accounting" in answer ? (
        <AccountingDeskView
          desk={answer}
          tenantId={tenantId}
          ids={{ disclosureId: newId(), holdId: newId() }}
          actions={{
            record: recordDisclosureAction,
            withdraw: withdrawDisclosureAction,
            hold: holdAccountingAction,
            lift: liftHoldAction,
          }}
        />
      ) : (
        <div className="rounded-card border border-line bg-raised">
          <EmptyState title="No patient is chosen">
            A patient may ask to whom their record was disclosed in the past six years (45 CFR
            164.528). Choose the patient: what left the clinic as paper, file or letter is found in
            the audit trail, and what was disclosed by mail, by telephone or by hand can be
            recorded.
          </EmptyState>
        </div>
      )}
      <div className="mt-5 max-w-3xl">
        <CareForm accountsForCare={accountsForCare} action={accountForCareAction} />
      </div>
    </>
  );
}

async function answerTo(scope: MemberScope, asked: AskAccounting) {
  try {
    return await getAccounting(scope, asked);
  } catch (error) {
    if (error instanceof Invalid) return { issues: error.issues };
    throw error;
  }
}

const WrongDays = ({ children }: { readonly children: React.ReactNode }) => (
  <Notice tone="critical" title="This period cannot be accounted for" live className="mb-3">
    {children}
  </Notice>
);
