import { z } from "zod";
import { kind, Rejected } from "../kind.ts";
import { Concept, codeOf, Reference, systems, Text, wordsOf } from "../types.ts";

const Immunization = z.object({
  status: Text,
  vaccineCode: Concept.optional(),
  patient: Reference.optional(),
  encounter: Reference.optional(),
  occurrenceDateTime: Text,
});

/** A vaccine given or declined. */
export const immunization = kind("Immunization", Immunization, (resource, box) => {
  const vaccine = wordsOf(resource.vaccineCode);
  if (!vaccine) throw new Rejected("vaccineCode", "no vaccine");
  return [
    {
      entity: "immunizations",
      resourceType: "Immunization",
      keys: box.keys,
      plain: {
        ...codeOf(resource.vaccineCode, [systems.cvx]),
        status: resource.status ?? "unknown",
        givenAt: box.instant("occurrenceDateTime", resource.occurrenceDateTime),
      },
      sealed: { vaccineSealed: vaccine },
      links: {
        patientId: box.must("patient", "patients", "Patient", resource.patient),
        encounterId: box.may("encounter", "encounters", "Encounter", resource.encounter),
      },
    },
  ];
});
