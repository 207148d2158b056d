import { afterAll, beforeAll, expect, test } from "vitest";
import { probeLogin, probeTenants } from "./isolation/cross-tenant.ts";
import { type Scratch, scratchDatabase } from "./isolation/scratch.ts";
import { undoing } from "./isolation/undoing.ts";
import { memberRoles } from "./roles.ts";

let scratch: Scratch;

beforeAll(async () => {
  scratch = await scratchDatabase();
});

afterAll(() => scratch.release());

test("no role reaches another clinic's rows in any table, with any tenant setting, and its own rights work", async () => {
  const { findings, attempts, tables, roles } = await undoing(scratch.admin, (query) =>
    probeTenants(query, { isShort: true }),
  );
  expect(findings).toEqual([]);
  expect({ tables: tables >= 38, roles: roles >= 7, attempts: attempts > 30_000 }).toEqual({
    tables: true,
    roles: true,
    attempts: true,
  });
}, 120_000);

test("the application's login may do nothing but become one of its five roles", async () => {
  const { findings } = await undoing(scratch.app, (query) =>
    probeLogin(query, [...memberRoles, "chartkeep_directory"]),
  );
  expect(findings).toEqual([]);
});

test("a table made tomorrow is probed without being asked for", async () => {
  const { findings } = await undoing(scratch.admin, async (query) => {
    await query(`create table app.tomorrows (tenant_id uuid not null, id uuid not null, note text, primary key (tenant_id, id));
      grant select on app.tomorrows to biller`);
    return probeTenants(query, { only: "app.tomorrows" });
  });
  expect(findings.map(({ aim }) => aim)).toContain("count another clinic's rows");
}, 30_000);

test.each([
  [
    "count another clinic's rows",
    "drop policy patients_wall on app.patients; drop policy patients_sealed on app.patients",
  ],
  [
    "tell by ON CONFLICT DO NOTHING",
    "alter policy patients_wall on app.patients with check (true); alter policy patients_sealed on app.patients with check (true)",
  ],
  ["tell by a unique key", "create unique index probe on app.patients (mrn_token)"],
  ["read a column without a right", "grant select (allergy_status) on app.patients to biller"],
  [
    "remove without a right",
    "grant delete on app.patients to prescriber; create policy probe on app.patients for delete to prescriber using (true)",
  ],
  ["read an own column", "drop policy patients_read_prescriber on app.patients"],
])(
  "the probe of patients notices: %s",
  async (aim, sql) => {
    const { findings } = await undoing(scratch.admin, async (query) => {
      await query(sql);
      return probeTenants(query, { only: "app.patients" });
    });
    expect(findings.map((finding) => finding.aim)).toContain(aim);
  },
  30_000,
);
