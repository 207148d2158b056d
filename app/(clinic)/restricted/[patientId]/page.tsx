import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Gate } from "#components/break-glass/gate";
import { OpenChart } from "#components/break-glass/open-chart";
import { Said } from "#components/shell/said";
import { currentActor, inScope } from "#lib/auth/session";
import { getGate } from "#lib/break-glass/gate";
import { gatePermissions } from "#lib/break-glass/rules";
import { PatientId } from "#lib/ids";
import { chartHref } from "#lib/routes";
import { breakGlassAction } from "./actions.ts";

export const metadata: Metadata = { title: "Restricted chart" };

/** In place of a restricted chart. Where nothing is closed to whoever asks, any more or at all, it leads to the chart. */
export default async function GatePage({ params }: PageProps<"/restricted/[patientId]">) {
  const { patientId } = await params;
  const parsed = PatientId.safeParse(patientId);
  if (!parsed.success) notFound();
  const { roles, tenant } = await currentActor();
  const gate = await inScope(
    gatePermissions(roles),
    (scope) => getGate(scope, parsed.data),
    parsed.data,
  );
  if (gate.closed.length === 0)
    return (
      <Said
        title="This chart is open to you"
        link={{ href: chartHref(parsed.data), text: "Open the chart" }}
      >
        Nothing of it is restricted for you at this moment.
        <OpenChart href={chartHref(parsed.data)} />
      </Said>
    );
  return <Gate gate={gate} timeZone={tenant.timeZone} action={breakGlassAction} />;
}
