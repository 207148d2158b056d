import { coding, icd10, idOf, type Resource, snomed, subjectOf, terminology } from "./resource.ts";
import type { Story } from "./story.ts";

const substances = {
  penicillin: {
    code: "91936005",
    display: "Allergy to penicillin",
    category: "medication",
    reaction: "Hives",
    severity: "moderate",
    criticality: "high",
  },
  latex: {
    code: undefined,
    display: "Latex",
    category: "environment",
    reaction: "Contact dermatitis",
    severity: "mild",
    criticality: "low",
  },
  adhesive: {
    code: undefined,
    display: "Adhesive of patches and bandages",
    category: "environment",
    reaction: "Skin redness",
    severity: "mild",
    criticality: "low",
  },
  sulfonamides: {
    code: undefined,
    display: "Sulfonamide antibiotics",
    category: "medication",
    reaction: "Swelling of lips",
    severity: "severe",
    criticality: "high",
  },
} as const;

/** Problems and allergies: what is known about a patient beyond visits. */
export function backgroundOf(story: Story): Resource[] {
  const { person, therapy, visits, allergies } = story;
  const first = visits[0];
  if (!first) return [];
  const recordedDate = first.at.toISOString();
  const also = Object.entries(companions).filter(
    ([, share], index) => (person.number * 7 + index * 13) % 100 < share,
  );
  const problems = [
    [`${therapy.problem.code}|${therapy.problem.display}`, 100] as const,
    ...also,
  ].map(([problem], index): Resource => {
    const [code = "", display = ""] = problem.split("|");
    return {
      resourceType: "Condition",
      id: idOf(person, "problem", index),
      clinicalStatus: coding(
        `${terminology}/condition-clinical`,
        index === 2 ? "resolved" : "active",
      ),
      verificationStatus: coding(`${terminology}/condition-ver-status`, "confirmed"),
      code: coding(icd10, code, display),
      subject: subjectOf(person),
      encounter: { reference: `Encounter/${idOf(person, "visit", 0)}` },
      onsetDateTime: String(Number(recordedDate.slice(0, 4)) - 1 - (index % 4)),
      recordedDate,
    };
  });
  if (allergies === "not_recorded") return problems;
  const known = allergies === "none_known" ? undefined : substances[allergies];
  return [
    ...problems,
    {
      resourceType: "AllergyIntolerance",
      id: idOf(person, "allergy"),
      clinicalStatus: coding(`${terminology}/allergyintolerance-clinical`, "active"),
      verificationStatus: coding(`${terminology}/allergyintolerance-verification`, "confirmed"),
      ...(known
        ? {
            category: [known.category],
            criticality: known.criticality,
            code: known.code ? coding(snomed, known.code, known.display) : { text: known.display },
            reaction: [{ manifestation: [{ text: known.reaction }], severity: known.severity }],
          }
        : { code: coding(snomed, "716186003", "No known allergy") }),
      patient: subjectOf(person),
      recordedDate,
    },
  ];
}

/** Problems that patients have besides, and how many of a hundred have them. */
const companions: Record<string, number> = {
  "I10|Essential (primary) hypertension": 27,
  "E78.5|Hyperlipidemia, unspecified": 31,
  "G47.33|Obstructive sleep apnea (adult) (pediatric)": 14,
  "E55.9|Vitamin D deficiency, unspecified": 18,
  "R73.03|Prediabetes": 16,
  "K21.9|Gastro-esophageal reflux disease without esophagitis": 12,
};
