import type { Metadata } from "next";
import { LabGrid } from "#components/labs/lab-grid";
import { currentActor, inScope } from "#lib/auth/session";
import { getVitals } from "#lib/labs/queries";
import { chartHref, pageHref } from "#lib/routes";
import { pageOf, patientIdOf } from "../address.ts";

export const metadata: Metadata = { title: "Vitals - Patient" };

/** A patient's vital signs by the time they were taken, newest first. */
export default async function VitalsPage({
  params,
  searchParams,
}: PageProps<"/patients/[patientId]/vitals">) {
  const [patientId, page] = [await patientIdOf(params), await pageOf(searchParams)];
  const grid = await inScope("vital:read", (scope) => getVitals(scope, patientId, page), patientId);
  const { tenant } = await currentActor();
  const here = chartHref(patientId, "vitals");

  return (
    <LabGrid
      title="Vitals"
      noun="measurements"
      grid={grid}
      timeZone={tenant.timeZone}
      pageHref={{
        newer: page > 0 ? pageHref(here, page - 1) : undefined,
        older: grid.hasOlder ? pageHref(here, page + 1) : undefined,
      }}
      empty={{
        title: "No vital sign",
        text: "No vital sign has been recorded for this patient.",
      }}
    />
  );
}
