import { z } from "zod";
import { kind, Rejected } from "../kind.ts";
import { Concept, codeOf, Period, plainCode, Reference, systems, Text, wordsOf } from "../types.ts";

const Condition = z.object({
  clinicalStatus: Concept.optional(),
  verificationStatus: Concept.optional(),
  code: Concept.optional(),
  subject: Reference.optional(),
  encounter: Reference.optional(),
  onsetDateTime: Text,
  onsetPeriod: Period.optional(),
  abatementDateTime: Text,
  abatementPeriod: Period.optional(),
  recordedDate: Text,
});

/** A problem. ICD-10-CM is preferred when several codes came; SNOMED CT stays when it is all there is. */
export const condition = kind("Condition", Condition, (resource, box) => {
  const display = wordsOf(resource.code);
  if (!display) throw new Rejected("code", "neither a code nor words for the problem");
  const onset = resource.onsetDateTime ?? resource.onsetPeriod?.start;
  const abated = resource.abatementDateTime ?? resource.abatementPeriod?.end;
  const abatedAt = box.instant("abatementDateTime", abated);
  return [
    {
      entity: "problems",
      resourceType: "Condition",
      keys: box.keys,
      plain: {
        ...codeOf(resource.code, [systems.icd10, systems.snomed]),
        clinicalStatus: plainCode(resource.clinicalStatus) ?? (abatedAt ? "resolved" : "active"),
        verificationStatus: plainCode(resource.verificationStatus) ?? null,
        onsetAt: box.instant("onsetDateTime", onset),
        abatedAt,
        recordedAt: box.instant("recordedDate", resource.recordedDate),
      },
      sealed: { displaySealed: display },
      links: {
        patientId: box.must("subject", "patients", "Patient", resource.subject),
        encounterId: box.may("encounter", "encounters", "Encounter", resource.encounter),
      },
    },
  ];
});
