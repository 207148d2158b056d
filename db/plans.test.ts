import { and, eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { v7 as newUuid } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closePool, configurePool } from "./client.ts";
import { assertTenantIndex, explain, type PlanNode } from "./plans.ts";
import { notes } from "./schema/notes.ts";
import { patients } from "./schema/patients.ts";
import { inTenant, type TenantTx } from "./tenant.ts";

const tenantId = newUuid();
const admin = postgres(process.env.TEST_ADMIN_URL ?? "", { max: 1, onnotice: () => undefined });

beforeAll(async () => {
  configurePool(process.env.DATABASE_URL ?? "", { max: 1 });
  await admin`insert into directory.tenants (id, slug, name, specialty, color, time_zone)
    values (${tenantId}, ${`plans-${tenantId}`}, 'Plans', 'hormone', '#000000', 'UTC')`;
});

afterAll(async () => {
  await closePool();
  await admin.end();
});

const asPrescriber = <T>(work: (tx: TenantTx) => Promise<T>) =>
  inTenant({ tenantId, role: "prescriber", actorId: newUuid() }, work);

test("the wall alone is enough for an index condition on the tenant", async () => {
  const plan = await asPrescriber((tx) =>
    explain(tx, tx.select({ id: patients.id }).from(patients)),
  );
  expect(() => assertTenantIndex(plan)).not.toThrow();
});

test("a search by a token, a join and a bitmap are reached through the tenant", async () => {
  const plans = await asPrescriber(async (tx) => [
    await explain(tx, tx.select({ id: patients.id }).from(patients).where(eq(patients.family3, 7))),
    await explain(
      tx,
      tx
        .select({ id: notes.id, family: patients.familySealed })
        .from(notes)
        .innerJoin(
          patients,
          and(eq(patients.tenantId, notes.tenantId), eq(patients.id, notes.patientId)),
        ),
    ),
    await explain(
      tx,
      sql`select family_sealed from app.patients where family3 = any(array[1, 2]) or given3 = 4`,
    ),
  ]);
  for (const plan of plans) expect(() => assertTenantIndex(plan)).not.toThrow();
});

test("an index that is not asked for the tenant is refused", () => {
  const scan = { "Node Type": "Index Scan", Schema: "app", "Relation Name": "patients" };
  expect(() => assertTenantIndex({ ...scan, "Index Cond": "(created_at > now())" })).toThrow(
    "created_at",
  );
  expect(() => assertTenantIndex(scan)).toThrow("no condition");
  expect(() => assertTenantIndex({ ...scan, "Node Type": "Seq Scan" })).toThrow("read whole");
  expect(() => assertTenantIndex({ "Node Type": "Result" })).toThrow("reads no table of a clinic");
});

test("a tenant compared as text cannot use the index, and is caught", async () => {
  const scratch = await admin.reserve();
  try {
    await scratch.unsafe(
      "begin; create table app.probe (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id)); set local enable_seqscan = off",
    );
    const [row] = await scratch<{ plan: [{ Plan: PlanNode }] }[]>`
      explain (verbose, format json) select * from app.probe where tenant_id::text = 'x'`;
    const [{ Plan: plan }] = Object.values(row ?? {}).flat() as [{ Plan: PlanNode }];
    expect(() => assertTenantIndex(plan)).toThrow("app.probe");
  } finally {
    await scratch.unsafe("rollback");
    scratch.release();
  }
});
