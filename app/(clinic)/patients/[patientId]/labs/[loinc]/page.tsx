import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LabTrend } from "#components/labs/lab-trend";
import { LinkButton } from "#components/ui/link-button";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { getLabTrend } from "#lib/labs/queries";
import { chartHref } from "#lib/routes";
import { patientIdOf } from "../../address.ts";

export const metadata: Metadata = { title: "Lab trend - Patient" };

/** One test of a patient over time. */
export default async function LabTrendPage({
  params,
}: PageProps<"/patients/[patientId]/labs/[loinc]">) {
  const patientId = await patientIdOf(params);
  const code = (await params).loinc;
  if (!/^[\w.-]{1,40}$/.test(code)) notFound();
  const trend = await inScope(
    "lab:read",
    (scope) => getLabTrend(scope, patientId, code),
    patientId,
  );
  const { tenant } = await currentActor();

  return (
    <>
      <PageHeading title={trend.name} note={`LOINC ${trend.code}`}>
        <LinkButton href={chartHref(patientId, "labs")}>All labs</LinkButton>
      </PageHeading>
      <LabTrend trend={trend} timeZone={tenant.timeZone} />
    </>
  );
}
