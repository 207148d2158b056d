import type { Metadata } from "next";
import { MedicationList } from "#components/charting/medication-list";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { listMedications } from "#lib/charting/queries";
import { patientIdOf } from "../address.ts";

export const metadata: Metadata = { title: "Medications - Patient" };

/** A patient's prescriptions, current and past. */
export default async function MedicationsPage({
  params,
}: PageProps<"/patients/[patientId]/medications">) {
  const patientId = await patientIdOf(params);
  const medications = await inScope(
    "medication:read",
    (scope) => listMedications(scope, patientId),
    patientId,
  );
  const { tenant } = await currentActor();

  return (
    <>
      <PageHeading
        title="Medications"
        note={`${medications.filter(({ isCurrent }) => isCurrent).length} current`}
      />
      <MedicationList medications={medications} timeZone={tenant.timeZone} />
    </>
  );
}
