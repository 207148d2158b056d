import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { patients } from "#db/schema/patients";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { ListPatients, SearchPatients } from "./input.ts";
import { nameOrder } from "./name-index.ts";
import { addPatients, type FixturePatient } from "./patient-fixture.ts";
import { listPatients, searchPatients } from "./queries.ts";

const people: readonly FixturePatient[] = [
  {
    family: "Köhler",
    given: "Anna",
    birthDate: "1971-12-07",
    mrn: "NC-0012",
    phone: "+15558675309",
    email: "Anna.Kohler@example.org",
    lastVisitAt: new Date("2026-10-01T15:00:00.123Z"),
  },
  { family: "Kohler", given: "Anna", birthDate: "1980-07-12", isRestricted: true },
  { family: "Smith-Jones", given: "Bo", phone: "+15558675309" },
  {
    family: "O’Brien",
    given: "Li",
    formerFamily: "Brünner",
    birthDate: "1971-07-12",
    isDeceased: true,
  },
  { family: "Ng", given: "Kohlson", lastVisitAt: new Date("2026-11-01T15:00:00Z") },
  { family: "Wrong", given: "Anna", status: "entered_in_error" },
  { family: "Zuck", given: "Paul", status: "inactive" },
];

async function clinicWith(some: readonly FixturePatient[] = people) {
  const clinic = await newClinic();
  const ids = await clinic.write((scope) => addPatients(scope, some));
  return { clinic, ids };
}

async function search(clinic: TestClinic, text: string, page: object = {}) {
  const input = SearchPatients.parse({ text, ...page });
  return runInScope(clinic.as("prescriber"), "patient:search", (scope) =>
    searchPatients(scope, input),
  );
}

async function list(clinic: TestClinic, input: object = {}) {
  return runInScope(clinic.as("prescriber"), "patient:read", (scope) =>
    listPatients(scope, ListPatients.parse(input)),
  );
}

const named = ({ patients: rows }: { patients: readonly { family: string; given: string }[] }) =>
  rows.map((row) => `${row.family}, ${row.given}`);

async function events(clinic: TestClinic, action: string) {
  return admin<{ subjects: string[] }[]>`
    select subjects from audit.events where tenant_id = ${clinic.tenantId} and action = ${action}
    order by seq`;
}

test.each([
  ["kohler", ["Köhler, Anna", "Kohler, Anna"]],
  ["Köhler, Anna", ["Köhler, Anna", "Kohler, Anna"]],
  ["anna kohler", ["Köhler, Anna", "Kohler, Anna"]],
  ["koh", ["Köhler, Anna", "Kohler, Anna", "Ng, Kohlson"]],
  ["kohl", ["Köhler, Anna", "Kohler, Anna", "Ng, Kohlson"]],
  ["kohlson", ["Ng, Kohlson"]],
  ["ng", ["Ng, Kohlson"]],
  ["li", ["O’Brien, Li"]],
  ["obrien", ["O’Brien, Li"]],
  ["O'Brien, Li", ["O’Brien, Li"]],
  ["jones", ["Smith-Jones, Bo"]],
  ["smith jones", ["Smith-Jones, Bo"]],
  ["bo smith", ["Smith-Jones, Bo"]],
  ["brunner", ["O’Brien, Li"]],
  ["1971-12-07", ["Köhler, Anna"]],
  ["12/07/1971", ["Köhler, Anna", "O’Brien, Li"]],
  ["7 Dec 1971", ["Köhler, Anna"]],
  ["kohler 1971-12-07", ["Köhler, Anna"]],
  ["kohler 1999-12-07", []],
  ["nc 0012", ["Köhler, Anna"]],
  ["(555) 867-5309", ["Köhler, Anna", "Smith-Jones, Bo"]],
  ["anna.kohler@EXAMPLE.org", ["Köhler, Anna"]],
  ["nobody", []],
  ["ko", []],
  ["", []],
  ["wrong", []],
  ["zuck", ["Zuck, Paul"]],
])("the search %j finds %j", async (text, found) => {
  shared ??= clinicWith();
  const { clinic } = await shared;
  expect(named(await search(clinic, text)).toSorted()).toEqual([...found].toSorted());
});

let shared: ReturnType<typeof clinicWith> | undefined;

test("a row has what tells two patients of one name apart", async () => {
  const { clinic, ids } = await clinicWith();
  const { patients: rows } = await search(clinic, "kohler, anna");
  const first = rows.find((row) => row.id === ids[0]);

  expect(first).toMatchObject({
    family: "Köhler",
    given: "Anna",
    birthDate: "1971-12-07",
    sex: "Female",
    mrn: "NC-0012",
    lastVisitAt: "2026-10-01T15:00:00.123Z",
    nextVisitAt: undefined,
    isRestricted: false,
    hasNamesake: true,
  });
  expect(first?.age).toMatch(/^\d+ y$/);
  expect(rows.find((row) => row.id === ids[1])).toMatchObject({ isRestricted: true });
});

test("a search is an event in the history of those it shows, and of nobody else", async () => {
  const { clinic, ids } = await clinicWith();
  await search(clinic, "kohler");
  await search(clinic, "nobody");

  const [found, nothing] = await events(clinic, "patients.searched");
  expect(new Set(found?.subjects)).toEqual(new Set([ids[0], ids[1]]));
  expect(nothing?.subjects).toEqual([]);
});

test("results come a page at a time, each patient once, and each page names its own patients", async () => {
  const many = Array.from({ length: 45 }, (_, n) => ({ family: "Meyer", given: `Ann${n}` }));
  const { clinic } = await clinicWith(many);

  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await search(clinic, "meyer", { size: 20, after });
    expect(page).toMatchObject({ total: 45, isTruncated: false });
    seen.push(...page.patients.map((row) => row.id));
    after = page.after;
  } while (after);

  expect(new Set(seen).size).toBe(45);
  const sizes = (await events(clinic, "patients.searched")).map(({ subjects }) => subjects.length);
  expect(sizes).toEqual([20, 20, 5]);
});

test("a prefix that fits more patients than a search opens says so, and the exact name still comes first", async () => {
  const many = Array.from({ length: 520 }, (_, n) => ({ family: "Leeman", given: `Ann${n}` }));
  const { clinic } = await clinicWith([...many, { family: "Lee", given: "Zoe" }]);

  const page = await search(clinic, "lee");
  expect(page.isTruncated).toBe(true);
  expect(named(page)[0]).toBe("Lee, Zoe");
});

test("the list is sorted by name, accents and case aside, and pages without gaps", async () => {
  const { clinic } = await clinicWith();
  const first = await list(clinic, { size: 3 });
  const second = await list(clinic, { size: 3, after: first.after });

  expect(first).toMatchObject({ sort: "name", canSortByName: true, total: 5 });
  expect(named(first).slice(0, 2).toSorted()).toEqual(["Kohler, Anna", "Köhler, Anna"]);
  expect(named(first)[2]).toBe("Ng, Kohlson");
  expect(named(second)).toEqual(["O’Brien, Li", "Smith-Jones, Bo"]);
  expect(second.after).toBeUndefined();
});

test("the list by last visit puts the never seen last, in pages that cross over to them", async () => {
  const { clinic } = await clinicWith();
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await list(clinic, { sort: "last-visit", size: 2, after });
    seen.push(...named(page));
    after = page.after;
  } while (after);

  expect(seen.slice(0, 2)).toEqual(["Ng, Kohlson", "Köhler, Anna"]);
  expect(seen.toSorted()).toEqual(
    ["Ng, Kohlson", "Köhler, Anna", "Kohler, Anna", "O’Brien, Li", "Smith-Jones, Bo"].toSorted(),
  );
});

test.each(["name", "last-visit"])(
  "the list by %s is narrowed by status and flags",
  async (sort) => {
    const { clinic } = await clinicWith();

    expect(named(await list(clinic, { sort, status: "inactive" }))).toEqual(["Zuck, Paul"]);
    expect(named(await list(clinic, { sort, flag: "restricted" }))).toEqual(["Kohler, Anna"]);
    expect(named(await list(clinic, { sort, flag: "deceased" }))).toEqual(["O’Brien, Li"]);
    expect((await list(clinic, { sort, status: "any" })).patients).toHaveLength(6);
  },
);

test("a patient who is added or renamed appears in the sorted list at once", async () => {
  const { clinic, ids } = await clinicWith();
  await list(clinic);
  await clinic.write((scope) => addPatients(scope, [{ family: "Abel", given: "Eve" }]));
  expect(named(await list(clinic))[0]).toBe("Abel, Eve");

  const [id = ""] = ids;
  await clinic.write((scope) =>
    scope.tx
      .update(patients)
      .set({
        familySealed: scope.seal(
          { table: "patients", column: "family_sealed", rowId: id },
          "Aaron",
        ),
        version: 2,
        updatedAt: new Date(),
      })
      .where(eq(patients.id, id)),
  );
  expect(named(await list(clinic))[0]).toBe("Aaron, Anna");
});

test("a list is an event in the history of those on the page", async () => {
  const { clinic } = await clinicWith();
  const page = await list(clinic, { size: 2 });
  const [event] = await events(clinic, "patients.listed");
  expect(event?.subjects.toSorted()).toEqual(page.patients.map((row) => row.id).toSorted());
});

test("another clinic's patients are neither found nor listed, nor does their id open a page", async () => {
  const { ids } = await clinicWith();
  const { clinic } = await clinicWith([{ family: "Only", given: "One" }]);

  expect((await search(clinic, "kohler")).patients).toEqual([]);
  expect((await search(clinic, "nc-0012")).patients).toEqual([]);
  expect((await search(clinic, "555 867 5309")).patients).toEqual([]);
  expect(named(await list(clinic, { after: ids[0] }))).toEqual(["Only, One"]);
  expect(named(await list(clinic, { sort: "last-visit", after: ids[0] }))).toEqual(["Only, One"]);
});

test("every role of the clinic finds its patients", async () => {
  const { clinic } = await clinicWith();
  for (const role of ["medical_assistant", "prescriber", "biller", "tenant_admin"] as const) {
    const input = SearchPatients.parse({ text: "kohler" });
    const page = await runInScope(clinic.as(role), "patient:search", (scope) =>
      searchPatients(scope, input),
    );
    expect(page.patients).toHaveLength(2);
  }
});

test("a clinic with more patients than names are held for is told so, and listed by last visit", async () => {
  const { clinic } = await clinicWith();
  const orders = await runInScope(clinic.as("prescriber"), "patient:read", async (scope) => {
    const open = scope.disclose({ action: "patients.listed" });
    const within = await nameOrder(scope, open, 7);
    return { within, beyond: await nameOrder(scope, open, 6) };
  });
  expect(orders.within?.size).toBe(7);
  expect(orders.beyond).toBeUndefined();

  const page = await list(clinic, { sort: "name", size: 2 });
  expect(page).toMatchObject({ sort: "last-visit", canSortByName: false, total: undefined });
  expect(named(page)).toEqual(["Ng, Kohlson", "Köhler, Anna"]);
});
