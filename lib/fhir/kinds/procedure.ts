import { z } from "zod";
import { kind, Rejected } from "../kind.ts";
import { Concept, codeOf, Period, Reference, Text, wordsOf } from "../types.ts";

const Procedure = z.object({
  status: Text,
  code: Concept.optional(),
  subject: Reference.optional(),
  encounter: Reference.optional(),
  performedDateTime: Text,
  performedPeriod: Period.optional(),
});

/** Something done to or for the patient. */
export const procedure = kind("Procedure", Procedure, (resource, box) => {
  const display = wordsOf(resource.code);
  if (!display) throw new Rejected("code", "neither a code nor words for the procedure");
  const { performedDateTime: at, performedPeriod: span } = resource;
  return [
    {
      entity: "procedures",
      resourceType: "Procedure",
      keys: box.keys,
      plain: {
        ...codeOf(resource.code),
        status: resource.status ?? "unknown",
        startsAt: box.instant(
          at ? "performedDateTime" : "performedPeriod.start",
          at ?? span?.start,
        ),
        endsAt: box.instant("performedPeriod.end", span?.end),
      },
      sealed: { displaySealed: display },
      links: {
        patientId: box.must("subject", "patients", "Patient", resource.subject),
        encounterId: box.may("encounter", "encounters", "Encounter", resource.encounter),
      },
    },
  ];
});
