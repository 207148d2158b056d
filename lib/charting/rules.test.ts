import { expect, test } from "vitest";
import {
  allergyStanding,
  chartPermissions,
  codeShown,
  type ListedAllergy,
  noKnownAllergyCode,
  plainTerm,
} from "./rules.ts";

const allergy = (substance: string, more: Partial<ListedAllergy> = {}): ListedAllergy => ({
  code: null,
  substance,
  criticality: null,
  clinicalStatus: "active",
  verificationStatus: "confirmed",
  reactions: [],
  ...more,
});
const noneKnown = allergy("No known allergy", { code: noKnownAllergyCode });

test("no record is not recorded, and never none known", () => {
  expect(allergyStanding([])).toEqual({ kind: "not-recorded" });
});

test("only the explicit statement means that none is known", () => {
  expect(allergyStanding([noneKnown])).toEqual({ kind: "none-known" });
});

test("an active allergy goes before an old statement that none is known", () => {
  expect(allergyStanding([noneKnown, allergy("Penicillin")])).toMatchObject({
    kind: "recorded",
    count: 1,
  });
});

test("the gravest allergies come first, with their reaction", () => {
  const standing = allergyStanding([
    allergy("Pollen"),
    allergy("Aspirin", { reactions: [{ manifestation: "Hives", severity: "moderate" }] }),
    allergy("Penicillin", {
      criticality: "high",
      reactions: [{ manifestation: "Anaphylaxis", severity: "severe" }],
    }),
  ]);
  expect(standing).toEqual({
    kind: "recorded",
    count: 3,
    top: [
      { substance: "Penicillin", reaction: "Anaphylaxis" },
      { substance: "Aspirin", reaction: "Hives" },
    ],
  });
});

test("refuted allergies do not count, resolved ones are past and not none", () => {
  expect(allergyStanding([allergy("Latex", { verificationStatus: "refuted" })])).toEqual({
    kind: "not-recorded",
  });
  expect(allergyStanding([allergy("Latex", { clinicalStatus: "resolved" })])).toEqual({
    kind: "past",
    count: 1,
  });
});

test("a chart is opened under the role that may see most of it", () => {
  expect(chartPermissions(["biller", "prescriber"])).toContain("problem:read");
  expect(chartPermissions(["biller", "medical_assistant"])).toEqual(["chart:read", "allergy:read"]);
  expect(chartPermissions(["biller"])).toEqual(["chart:read"]);
});

test("codes name their system, and terms lose the suffix nobody says", () => {
  expect(codeShown("http://hl7.org/fhir/sid/icd-10-cm", "E29.1")).toBe("ICD-10-CM E29.1");
  expect(codeShown(null, "X1")).toBe("X1");
  expect(codeShown("http://loinc.org", null)).toBeUndefined();
  expect(plainTerm("Hyperglycemia (disorder)")).toBe("Hyperglycemia");
  expect(plainTerm("Diabetes (type 2)")).toBe("Diabetes (type 2)");
});
