import { expect, test } from "vitest";
import { kindFor } from "#lib/fhir/kinds/all";
import { demoClinics, providerNumber } from "./clinics.ts";
import { demonstrationOf } from "./generate.ts";

const today = new Date("2026-11-23T17:00:00Z");
const made = demoClinics.map((clinic) => ({ clinic, resources: demonstrationOf(clinic, today) }));

test.each(made)("$clinic.slug is the same each time it is made", ({ clinic, resources }) => {
  expect(demonstrationOf(clinic, today)).toEqual(resources);
});

test.each(made)(
  "every resource of $clinic.slug is one that the importer takes, under an id of its own",
  ({ clinic, resources }) => {
    const ids = resources.map((one) => `${one.resourceType}/${one.id}`);
    const unknown = resources.filter((one) => !kindFor(one.resourceType));
    expect(new Set(ids).size).toBe(ids.length);
    expect(unknown).toEqual([]);
    expect(resources.filter((one) => one.resourceType === "Patient").length).toBeGreaterThanOrEqual(
      150,
    );
    expect(clinic.patients).toBeGreaterThanOrEqual(150);
  },
);

test.each(made)(
  "$clinic.slug has a deceased, a restricted, a long-named and two alike",
  ({ resources }) => {
    const patients = resources
      .filter((one) => one.resourceType === "Patient")
      .map((one) => JSON.stringify(one));
    const some = (pattern: RegExp) => patients.filter((text) => pattern.test(text)).length;
    expect([
      some(/deceasedDateTime/),
      some(/"security"/),
      some(/Featherstonehaugh/),
      some(/"1985-06-14"/),
    ]).toEqual([1, 1, 1, 2]);
  },
);

test("a provider number has the check digit of its kind", () => {
  expect(providerNumber("123456789")).toBe("1234567893");
});
