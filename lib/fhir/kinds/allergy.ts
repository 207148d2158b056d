import { z } from "zod";
import { packRecord, SubstanceRecord } from "#lib/phi/records";
import { kind, Rejected } from "../kind.ts";
import { Concept, codeOf, plainCode, Reference, Text, wordsOf } from "../types.ts";

const AllergyIntolerance = z.object({
  clinicalStatus: Concept.optional(),
  verificationStatus: Concept.optional(),
  category: z.array(Text).optional(),
  criticality: Text,
  code: Concept.optional(),
  patient: Reference.optional(),
  onsetDateTime: Text,
  recordedDate: Text,
  note: z.array(z.object({ text: Text })).optional(),
  reaction: z
    .array(
      z.object({
        substance: Concept.optional(),
        manifestation: z.array(Concept).optional(),
        severity: Text,
      }),
    )
    .optional(),
});

/** The statement that no allergy is known: a record of its own, and not the absence of records. */
export const noKnownAllergy = "716186003";

/** An allergy or intolerance, or the statement that none is known. */
export const allergy = kind("AllergyIntolerance", AllergyIntolerance, (resource, box) => {
  const substance = wordsOf(resource.code) ?? wordsOf(resource.reaction?.[0]?.substance);
  if (!substance) throw new Rejected("code", "no substance");
  const reactions = (resource.reaction ?? []).flatMap((reaction) =>
    (reaction.manifestation ?? []).flatMap((one) => {
      const manifestation = wordsOf(one);
      return manifestation ? [{ manifestation, severity: reaction.severity }] : [];
    }),
  );
  return [
    {
      entity: "allergies",
      resourceType: "AllergyIntolerance",
      keys: box.keys,
      plain: {
        ...codeOf(resource.code),
        category: resource.category?.[0] ?? null,
        criticality: resource.criticality ?? null,
        clinicalStatus: plainCode(resource.clinicalStatus) ?? "active",
        verificationStatus: plainCode(resource.verificationStatus) ?? null,
        recordedAt: box.instant("recordedDate", resource.recordedDate),
      },
      sealed: {
        substanceSealed: packRecord(SubstanceRecord, {
          substance,
          reactions: reactions.length > 0 ? reactions : undefined,
          comment:
            resource.note
              ?.map((one) => one.text)
              .filter(Boolean)
              .join("\n") || undefined,
          onset: box.when("onsetDateTime", resource.onsetDateTime)?.text,
        }),
      },
      links: { patientId: box.must("patient", "patients", "Patient", resource.patient) },
    },
  ];
});
