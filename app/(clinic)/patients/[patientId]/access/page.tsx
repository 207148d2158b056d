import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { HistoryExplorer } from "#components/audit/history-explorer";
import { LinkButton } from "#components/ui/link-button";
import { PageHeading } from "#components/ui/page-heading";
import { accessHistory } from "#lib/audit/history";
import { currentActor, inScope } from "#lib/auth/session";
import { PatientId } from "#lib/ids";
import { accountingHref } from "#lib/routes";

export const metadata: Metadata = { title: "Access - Patient" };

/** Who saw, found or changed this patient's record. Looking at it is entered in it as well. */
export default async function AccessPage({ params }: PageProps<"/patients/[patientId]/access">) {
  const patientId = PatientId.safeParse((await params).patientId);
  if (!patientId.success) notFound();
  const { tenantId, tenant } = await currentActor();
  const history = await inScope(
    "history:read",
    (scope) => accessHistory(scope, { patientId: patientId.data, rows: false, size: 50 }),
    patientId.data,
  );

  return (
    <>
      <PageHeading title="Access history">
        <LinkButton href={accountingHref(patientId.data)} prefetch={false}>
          Accounting of disclosures
        </LinkButton>
      </PageHeading>
      <HistoryExplorer
        tenantId={tenantId}
        timeZone={tenant.timeZone}
        patientId={patientId.data}
        first={history}
      />
    </>
  );
}
