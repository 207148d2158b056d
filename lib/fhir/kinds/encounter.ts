import { z } from "zod";
import { kind, Rejected } from "../kind.ts";
import { Coding, Concept, codeOf, Period, Reference, Text, wordsOf } from "../types.ts";

const Encounter = z.object({
  status: Text,
  class: Coding.optional(),
  type: z.array(Concept).optional(),
  subject: Reference.optional(),
  participant: z.array(z.object({ individual: Reference.optional() })).optional(),
  period: Period.optional(),
  reasonCode: z.array(Concept).optional(),
  serviceProvider: Reference.optional(),
});

/** A visit. Its class is the HL7 code as sent: VR is a visit by video, AMB one in the office. */
export const encounter = kind("Encounter", Encounter, (resource, box) => {
  const startsAt = box.instant("period.start", resource.period?.start);
  if (!startsAt) throw new Rejected("period.start", "a visit needs the time it started");
  const clinician = resource.participant?.find((one) => one.individual)?.individual;
  return [
    {
      entity: "encounters",
      resourceType: "Encounter",
      keys: box.keys,
      plain: {
        class: resource.class?.code ?? "unknown",
        status: resource.status ?? "unknown",
        typeCode: codeOf(resource.type?.[0]).code,
        startsAt,
        endsAt: box.instant("period.end", resource.period?.end),
      },
      sealed: {
        typeSealed: wordsOf(resource.type?.[0]),
        reasonSealed: wordsOf(resource.reasonCode?.[0]),
      },
      links: {
        patientId: box.must("subject", "patients", "Patient", resource.subject),
        practitionerId: box.may(
          "participant[0].individual",
          "practitioners",
          "Practitioner",
          clinician,
        ),
        organizationId: box.may(
          "serviceProvider",
          "organizations",
          "Organization",
          resource.serviceProvider,
        ),
      },
    },
  ];
});
