/** A patient's name as lists show it: LAST, First. */
export function PatientName({
  patient,
}: {
  readonly patient: { readonly family: string; readonly given: string };
}) {
  return (
    <span title={`${patient.family.toUpperCase()}, ${patient.given}`}>
      {patient.family.toUpperCase()}, {patient.given}
    </span>
  );
}
