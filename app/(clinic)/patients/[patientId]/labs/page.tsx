import type { Metadata } from "next";
import { LabGrid } from "#components/labs/lab-grid";
import { currentActor, inScope } from "#lib/auth/session";
import { getLabGrid } from "#lib/labs/queries";
import { chartHref, pageHref } from "#lib/routes";
import { pageOf, patientIdOf } from "../address.ts";

export const metadata: Metadata = { title: "Labs - Patient" };

/** A patient's lab results: tests by collection date, newest first. */
export default async function LabsPage({
  params,
  searchParams,
}: PageProps<"/patients/[patientId]/labs">) {
  const [patientId, page] = [await patientIdOf(params), await pageOf(searchParams)];
  const grid = await inScope("lab:read", (scope) => getLabGrid(scope, patientId, page), patientId);
  const { tenant } = await currentActor();
  const here = chartHref(patientId, "labs");

  return (
    <LabGrid
      title="Labs"
      noun="collections"
      grid={grid}
      timeZone={tenant.timeZone}
      trendsOf={patientId}
      pageHref={{
        newer: page > 0 ? pageHref(here, page - 1) : undefined,
        older: grid.hasOlder ? pageHref(here, page + 1) : undefined,
      }}
      empty={{
        title: "No lab result",
        text: "No laboratory result has been recorded for this patient.",
      }}
    />
  );
}
