import type { Person } from "./people.ts";

/** A FHIR resource in the making. */
export type Resource = { readonly resourceType: string; readonly id: string } & Record<
  string,
  unknown
>;

/** A concept of one code, with our own words for it. */
export const coding = (system: string, code: string, display?: string) => ({
  coding: [{ system, code, ...(display ? { display } : {}) }],
  ...(display ? { text: display } : {}),
});
/** The address of LOINC. */
export const loinc = "http://loinc.org";
/** The address of ICD-10-CM. */
export const icd10 = "http://hl7.org/fhir/sid/icd-10-cm";
/** The address of SNOMED CT. */
export const snomed = "http://snomed.info/sct";
/** Where HL7 keeps its own code systems. */
export const terminology = "http://terminology.hl7.org/CodeSystem";

/** The id of a patient's resource, and of what belongs to it. */
export const idOf = (person: Person, ...more: (string | number)[]): string =>
  ["p", String(person.number).padStart(4, "0"), ...more].join("-");

/** A reference to a patient. */
export const subjectOf = (person: Person) => ({ reference: `Patient/${idOf(person)}` });
