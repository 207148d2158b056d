import type { Metadata } from "next";
import { ChainRecord } from "#components/audit/chain-record";
import { VerificationPanel } from "#components/audit/verification-panel";
import { VerifierDownload } from "#components/audit/verifier-download";
import { ExportDialog } from "#components/exports/export-dialog";
import { PageHeading } from "#components/ui/page-heading";
import { TextLink } from "#components/ui/text-link";
import { currentActor, inScope } from "#lib/auth/session";
import { chainRecord } from "#lib/checkpoints/record";
import { chainStanding } from "#lib/checkpoints/standing";
import { askForCheckpointAction, verifyNowAction } from "../actions.ts";

export const metadata: Metadata = { title: "Verify the audit trail" };

/** What proves that the audit trail is whole, also to somebody who trusts nobody here. */
export default async function VerifyPage() {
  const { tenantId, tenant } = await currentActor();
  const { standing, record } = await inScope("audit:read", async (scope) => ({
    standing: await chainStanding(scope),
    record: await chainRecord(scope),
  }));

  return (
    <>
      <PageHeading
        title="Verify the audit trail"
        note={<TextLink href="/admin/audit">Back to the trail</TextLink>}
      >
        <VerifierDownload tenantId={tenantId} />
        <ExportDialog
          title="Audit bundle"
          label="Take the bundle"
          tenantId={tenantId}
          holdsPhi={false}
          choices={[{ label: "Bundle", path: "/api/audit/bundle", what: {} }]}
        >
          <p className="text-ink-2">
            Every event of the trail with its hashes, and every signed checkpoint. Details are in it
            as hashes and patients as ids, so that nothing of a record can be read.
          </p>
        </ExportDialog>
      </PageHeading>
      <VerificationPanel
        standing={standing}
        timeZone={tenant.timeZone}
        action={verifyNowAction}
        isAlone
      />
      <ChainRecord record={record} timeZone={tenant.timeZone} sign={askForCheckpointAction} />
    </>
  );
}
