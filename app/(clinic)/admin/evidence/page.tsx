import type { Metadata } from "next";
import { ControlTable } from "#components/compliance/control-table";
import { ProbeHistory } from "#components/compliance/probe-history";
import { ProbePanel } from "#components/compliance/probe-panel";
import { ExportDialog } from "#components/exports/export-dialog";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { measure } from "#lib/compliance/controls";
import { houseFacts } from "#lib/compliance/facts";
import { getEvidence } from "#lib/compliance/queries";
import { clinicDateTime } from "#lib/dates";
import { requestProbeAction } from "./actions.ts";

export const metadata: Metadata = { title: "Evidence" };

const choices = [
  {
    label: "Signed JSON, to be verified without this system",
    path: "/api/evidence/json",
    what: {},
  },
  { label: "PDF", path: "/api/evidence/pdf", what: {} },
];

/** Each control of the rules with what measuring it now shows, the isolation probes, and the pack to take along. */
export default async function EvidencePage() {
  const { tenantId, tenant } = await currentActor();
  const { facts, probes } = await inScope("evidence:read", getEvidence);
  const house = await houseFacts(tenantId, facts.memberIds);
  const controls = measure({ ...facts, ...house });
  const { timeZone } = tenant;

  return (
    <>
      <PageHeading title="Evidence" note={`Measured ${clinicDateTime(house.catalog.at, timeZone)}`}>
        <ExportDialog
          title="Evidence pack"
          tenantId={tenantId}
          choices={choices}
          holdsPhi={false}
          label="Take the evidence pack"
        >
          <p className="text-ink-2">
            Every control is measured again and what comes of it is signed. It holds figures,
            instants and ids, and nothing of a patient.
          </p>
        </ExportDialog>
      </PageHeading>
      <ProbePanel probes={probes.probes} timeZone={timeZone} action={requestProbeAction} />
      <ControlTable controls={controls} />
      <h2 className="mt-5 mb-1.5 font-semibold text-base">Isolation probes</h2>
      <ProbeHistory probes={probes.probes} timeZone={timeZone} />
    </>
  );
}
