import { expect, test } from "vitest";
import { referenceKeys, sourceKeys } from "./references.ts";

test.each([
  ["Patient/12", ["Patient/12"]],
  ["Patient/12/_history/3", ["Patient/12"]],
  ["https://fhir.example/r4/Patient/12", ["Patient/12"]],
  ["urn:uuid:8c1d", ["urn:8c1d", "Patient/8c1d"]],
  ["Patient?identifier=http%3A%2F%2Fa.example%7C7", ["Patient?identifier=http://a.example|7"]],
  ["#contained", []],
])("a reference written %s is found under %j", (reference, keys) => {
  expect(referenceKeys({ reference }, ["Patient"])).toEqual(keys);
});

test("a reference by identifier alone is found under it", () => {
  const identifier = { system: "http://hl7.org/fhir/sid/us-npi", value: "9999992198" };
  expect(referenceKeys({ identifier }, ["Practitioner"])).toEqual([
    "Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|9999992198",
  ]);
});

test("a practitioner is known by identifier first, a patient by id, and a Bundle's own address lasts for neither", () => {
  const identifier = [{ system: "s", value: "1" }];
  expect(sourceKeys({ resourceType: "Practitioner", id: "a", identifier }, "urn:uuid:a")).toEqual([
    "Practitioner?identifier=s|1",
    "Practitioner/a",
    "urn:a",
  ]);
  expect(sourceKeys({ resourceType: "Patient", id: "a", identifier }, undefined)[0]).toBe(
    "Patient/a",
  );
});
