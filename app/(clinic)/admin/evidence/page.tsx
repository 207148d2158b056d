import type { Metadata } from "next";
import { ProbeHistory } from "#components/compliance/probe-history";
import { ProbePanel } from "#components/compliance/probe-panel";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { listProbes } from "#lib/compliance/probes";
import { requestProbeAction } from "./actions.ts";

export const metadata: Metadata = { title: "Evidence" };

/** What shows that the clinic is kept as the rules ask, measured now. */
export default async function EvidencePage() {
  const { tenant } = await currentActor();
  const page = await inScope("evidence:read", (scope) => listProbes(scope));

  return (
    <>
      <PageHeading title="Evidence" />
      <ProbePanel probes={page.probes} timeZone={tenant.timeZone} action={requestProbeAction} />
      <ProbeHistory probes={page.probes} timeZone={tenant.timeZone} />
    </>
  );
}
