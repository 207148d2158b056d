import { civilDate } from "#lib/dates";
import type { PatientRowView } from "#lib/patients/view";
import { listedName, sexShown } from "#lib/person-name";

/** A patient's name as lists write it. */
export const nameOf = (patient: PatientRowView): string => listedName(patient);

/** What tells two patients of one name apart, in one line: born, age, sex, MRN. */
export function detailsOf(patient: PatientRowView): string {
  const born =
    patient.birthDate === undefined ? "Birth date not recorded" : civilDate(patient.birthDate);
  if (patient.isClosed) return `${born} · chart restricted`;
  const age = patient.age === undefined ? "" : ` (${patient.age})`;
  return `${born}${age} · ${sexShown(patient.sex)} · MRN ${patient.mrn ?? ""}`;
}
