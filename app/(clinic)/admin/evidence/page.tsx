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

const probeChoices = [
  { label: "CSV", path: "/api/evidence/probes", what: { format: "csv" } },
  { label: "JSON", path: "/api/evidence/probes", what: { format: "json" } },
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
      <div className="mt-5 mb-1.5 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="font-semibold text-base">Isolation probes</h2>
        <span className="ml-auto print:hidden">
          <ExportDialog
            title="Isolation probes"
            tenantId={tenantId}
            choices={probeChoices}
            holdsPhi={false}
            label="Export all probes"
          >
            <p className="text-ink-2">
              Every probe there has been, with what it tried and found. It holds counts, instants
              and names of tables, and nothing of a patient.
            </p>
          </ExportDialog>
        </span>
      </div>
      <ProbeHistory probes={probes.probes} timeZone={timeZone} />
    </>
  );
}
