import { expect, test } from "vitest";
import type { Draft } from "./draft.ts";
import { withSensitivity } from "./sensitivity.ts";

const draft = (entity: Draft["entity"]): Draft => ({
  entity,
  resourceType: "Condition",
  keys: [],
  plain: {},
  sealed: {},
  links: {},
});
const labelled = (code: string, system = "http://terminology.hl7.org/CodeSystem/v3-ActCode") => ({
  meta: {
    security: [
      { system: "urn:x", code: "HIV" },
      { system, code },
    ],
  },
});
const tagOf = (entity: Draft["entity"], resource: unknown) =>
  withSensitivity([draft(entity)], resource)[0]?.plain.sensitivity;

test.each([
  ["PSYTHPN", "mental_health"],
  ["42CFRPart2", "substance_use"],
  ["HIV", "hiv"],
  ["SEX", "reproductive"],
  ["ADOL", "minor"],
  ["R", null],
  ["constructor", null],
])("a resource labelled %s is tagged %s", (code, tag) => {
  expect(tagOf("notes", labelled(code))).toBe(tag);
});

test("without a label nothing is tagged, and a table without tags never is", () => {
  expect(tagOf("problems", {})).toBeNull();
  expect(tagOf("problems", { meta: { security: "HIV" } })).toBeNull();
  expect(tagOf("allergies", labelled("HIV"))).toBeUndefined();
});
