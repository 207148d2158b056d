"use client";

import { useRouter } from "next/navigation";
import { PatientFilter } from "#components/audit/patient-filter";
import { restrictionHref } from "#lib/routes";

/** Leads to what restricts a patient, found by the search of the patient list; the address keeps the id alone. */
export function RestrictChoice({ tenantId }: { readonly tenantId: string }) {
  const router = useRouter();
  return (
    <PatientFilter
      tenantId={tenantId}
      chosen={undefined}
      title="Whose chart"
      onChange={(patient) => {
        if (patient) router.push(restrictionHref(patient.id));
      }}
    />
  );
}
