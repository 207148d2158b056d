import type { Metadata } from "next";
import { AllergyList } from "#components/charting/allergy-list";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { getAllergies } from "#lib/charting/queries";
import { patientIdOf } from "../address.ts";

export const metadata: Metadata = { title: "Allergies - Patient" };

/** A patient's allergies and what they add up to. */
export default async function AllergiesPage({
  params,
}: PageProps<"/patients/[patientId]/allergies">) {
  const patientId = await patientIdOf(params);
  const view = await inScope("allergy:read", (scope) => getAllergies(scope, patientId), patientId);
  const { tenant } = await currentActor();

  return (
    <>
      <PageHeading title="Allergies" />
      <AllergyList view={view} timeZone={tenant.timeZone} />
    </>
  );
}
