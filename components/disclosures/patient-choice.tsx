"use client";

import { useRouter } from "next/navigation";
import { PatientFilter } from "#components/audit/patient-filter";
import { accountingHref } from "#lib/routes";

/** Leads to the accounting of a patient, found by the search of the patient list; the address keeps the id alone. */
export function PatientChoice({ tenantId }: { readonly tenantId: string }) {
  const router = useRouter();
  return (
    <PatientFilter
      tenantId={tenantId}
      chosen={undefined}
      title="Whose accounting"
      onChange={(patient) => {
        if (patient) router.push(accountingHref(patient.id));
      }}
    />
  );
}
