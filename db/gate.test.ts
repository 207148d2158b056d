import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canonical } from "./gate/expression.ts";
import { gate } from "./gate.ts";
import { type Scratch, scratchDatabase } from "./isolation/scratch.ts";
import { undoing } from "./isolation/undoing.ts";
import { ownTenant } from "./policies.ts";
import { accessMatrix } from "./schema/all.ts";

let scratch: Scratch;

beforeAll(async () => {
  scratch = await scratchDatabase();
});

afterAll(() => scratch.release());

const whats = async (sql: string) =>
  undoing(scratch.admin, async (query) => {
    await query(sql);
    return (await gate(query)).map(({ rule, what }) => `${rule}: ${what}`);
  });

test("a migrated database has no violations, whoever asks", async () => {
  expect(await gate((text) => scratch.admin.unsafe(text))).toEqual([]);
  expect(await gate((text) => scratch.app.unsafe(text))).toEqual([]);
});

test("a table that the matrix does not know is a violation", async () => {
  const without = accessMatrix.slice(1);
  const violations = await gate((text) => scratch.admin.unsafe(text), without);
  expect(violations.map(({ what }) => what)).toContain(
    "table directory.accounts of chartkeep_owner",
  );
});

/** One way to break each rule that holds whatever is declared. */
const broken: Record<string, string> = {
  "a tenant table has tenant_id, not null": "create table app.probe (id uuid primary key)",
  "every unique key starts with tenant_id": "create unique index probe on app.patients (mrn_token)",
  "every index starts with tenant_id": "create index probe on app.patients (created_at)",
  "indexes are valid btrees on plain columns":
    "create index probe on app.patients using hash (tenant_id)",
  "indexed types compare without leaking, or row security cannot use the index":
    "alter table app.patients add probe numeric; create index probe on app.patients (tenant_id, probe)",
  "every reference carries tenant_id and stays in the tenant":
    "create unique index probe on app.members (id); alter table app.patients add constraint probe foreign key (practitioner_id) references app.members (id)",
  "references do not remove or change rows by themselves":
    "alter table app.notes add constraint probe foreign key (tenant_id, patient_id) references app.patients on delete cascade",
  "the triggers behind references fire": "alter table app.notes disable trigger all",
  "a view runs with the rights of its reader": "create view app.probe as select 1 as one",
  "no materialized views, foreign tables, partitions or children: row security does not follow them":
    "create materialized view app.probe as select 1 as one",
  "no sequences: they count across clinics": "create sequence app.probe",
  "no rewrite rules": "create rule probe as on insert to app.notes do also nothing",
  "a security definer function pins its search_path":
    "alter function audit.seal() reset search_path",
  "a security definer function is not for everybody":
    "grant execute on function audit.seal() to public",
  "no policy admits everybody": "create policy probe on app.notes using (true)",
  "everybody may use nothing outside the system schemas": "grant usage on schema app to public",
  "everybody may do no more in the system schemas than PostgreSQL lets them":
    "grant select on pg_catalog.pg_authid to public",
  "the application's roles own and may use nothing outside its schemas":
    "create schema probe authorization biller",
  "no clinic and no actor is set before a transaction sets one":
    "set local app.current_tenant = 'x'",
  "row security is on": "set local row_security = off",
};

describe("each rule is broken once and noticed", () => {
  test.each(Object.entries(broken))("%s", async (rule, sql) => {
    expect((await whats(sql)).filter((what) => what.startsWith(`${rule}: `))).not.toEqual([]);
  });

  test("and no rule is left out", async () => {
    const { rules } = await import("./gate/rules.ts");
    expect(Object.keys(broken).sort()).toEqual(Object.keys(rules).sort());
  });
});

test("a weakened policy is named, with what it should be and what it is", async () => {
  const named = await whats("alter policy patients_wall on app.patients using (true)");
  expect(named).toEqual([
    `missing: policy patients_wall on app.patients restrictive for all to public using ${canonical(ownTenant)} check ${canonical(ownTenant)}`,
    `undeclared: policy patients_wall on app.patients restrictive for all to public using true check ${canonical(ownTenant)}`,
  ]);
});

describe("a condition is compared by what it says", () => {
  test.each([
    [
      ownTenant,
      "(tenant_id = (NULLIF(current_setting('app.current_tenant'::text, true), ''::text))::uuid)",
    ],
    ["kind in ('a', 'b')", "(kind = ANY (ARRAY['a'::text, 'b'::text]))"],
    ["record_type <> 'billing'", "(record_type <> 'billing'::text)"],
    ["(a = 1) and ((b = 2) or (c = 3))", "((a = 1) AND ((b = 2) OR (c = 3)))"],
  ])("%s", (declared, printed) => expect(canonical(printed)).toBe(canonical(declared)));

  test.each([
    ["kind in ('a', 'b')", "(kind = ANY (ARRAY['a'::text, 'B'::text]))"],
    ["(a = 1) and ((b = 2) or (c = 3))", "(((a = 1) AND (b = 2)) OR (c = 3))"],
    [
      ownTenant,
      "(tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::uuid)",
    ],
    ["tenant_id = x", "tenant_id = any (x)"],
  ])("%s is not %s", (declared, printed) =>
    expect(canonical(printed)).not.toBe(canonical(declared)),
  );
});
