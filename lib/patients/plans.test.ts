import { beforeAll, expect, test } from "vitest";
import { expectTenantIndex, nodesOf, plansOf } from "#lib/query-plan";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { ListPatients, SearchPatients } from "./input.ts";
import { addPatients } from "./patient-fixture.ts";
import { listPatients, searchPatients } from "./queries.ts";

const count = 4_000;
const letters = "abcdefghijklmnopqrstuvwxyz";
let clinic: TestClinic;

/** Names of six letters, few alike and none frequent. */
function nameOf(n: number): string {
  return Array.from({ length: 6 }, (_, at) => letters[Math.floor(n / 7 ** at + 5 * at) % 26]).join(
    "",
  );
}

beforeAll(async () => {
  clinic = await newClinic();
  const other = await newClinic();
  const people = Array.from({ length: count }, (_, n) => ({
    // One name is as frequent as none is: it tempts the planner to read the table from its start.
    family: n % 3 === 0 ? "Marlow" : nameOf(n * 31),
    given: nameOf(n * 17),
    birthDate: `19${String(40 + (n % 60))}-0${String((n % 9) + 1)}-1${String(n % 10)}`,
    mrn: `M${String(n)}`,
    phone: `+1555${String(1_000_000 + n)}`,
    updatedAt: new Date(1_600_000_000_000 + (n === 0 ? 1e10 : n)),
    ...(n % 3 > 0 && { lastVisitAt: new Date(1_700_000_000_000 + n * 60_000) }),
  }));
  for (const each of [clinic, other]) await each.write((scope) => addPatients(scope, people));
  await admin`analyze app.patients, app.patient_contacts`;
});

test.each([
  "gre",
  "mar",
  "marlow",
  "grew",
  "grewme",
  "grew fk",
  "1971-03-14",
  "gre 1971-03-14",
  "M77",
  "555 100 0077",
])("the search %j enters every index at the clinic and reads no table as a whole", async (text) => {
  const plans = await plansOf(clinic, clinic.as("prescriber"), (scope) =>
    searchPatients(scope, SearchPatients.parse({ text })),
  );
  expect(plans.length).toBeGreaterThan(0);
  for (const { Plan } of plans) expectTenantIndex(Plan);
});

test.each(["name", "last-visit"] as const)(
  "so does the list by %s once its names are held, and it sorts nothing",
  async (sort) => {
    const input = ListPatients.parse({ sort });
    const plans = () =>
      plansOf(clinic, clinic.as("prescriber"), (scope) => listPatients(scope, input));
    await plans();
    const held = await plans();
    // What changed, and the page: nothing is counted, and what did not change is not read again.
    expect(held.length).toBeGreaterThanOrEqual(2);
    expect(held.some(({ text }) => text.includes("count("))).toBe(false);
    for (const { Plan } of held) {
      expectTenantIndex(Plan);
      expect(nodesOf(Plan).map((node) => node["Node Type"])).not.toContain("Sort");
    }
  },
);

test("the check notices a table that is read as a whole, and an index entered without the clinic", () => {
  const scan = { "Node Type": "Seq Scan", "Relation Name": "patients" };
  expect(() => expectTenantIndex({ "Node Type": "Limit", Plans: [scan] })).toThrow("keep to");
  expect(() =>
    expectTenantIndex({ "Node Type": "Index Scan", "Index Name": "x", "Index Cond": "(id = 1)" }),
  ).toThrow("keep to");
});
