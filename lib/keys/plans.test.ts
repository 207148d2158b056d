import { beforeAll, expect, test } from "vitest";
import type { SealedTable } from "#db/schema/sealed-columns";
import { nilId } from "#lib/ids";
import { addPatients } from "#lib/patients/patient-fixture";
import { type TenantKeys, tenantKeys } from "#lib/phi/keys";
import { nodesOf, plansOf } from "#lib/query-plan";
import type { MemberScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { fillForPlans, planFaults } from "#lib/testing-plans";
import { countWindow, moveHoldings } from "./holdings.ts";
import { getKeys } from "./queries.ts";
import { resealBatch } from "./reseal.ts";
import { sealedTables } from "./sealed-tables.ts";

let clinic: TestClinic;
let keys: TenantKeys;
let neighbour: TestClinic;
const tableOf = (name: string): SealedTable => {
  const table = sealedTables.find((each) => each.name === name);
  if (!table) throw new Error(`${name} is not sealed`);
  return table;
};

/** Two clinics of the same size, one with some records that open. */
beforeAll(async () => {
  clinic = await newClinic();
  neighbour = await newClinic();
  for (const each of [clinic, neighbour]) await fillForPlans(each, 12_000);
  await clinic.write((scope) =>
    addPatients(
      scope,
      Array.from({ length: 300 }, (_, n) => ({ family: "Byron", given: "Ada", mrn: `M${n}` })),
    ),
  );
  await admin`analyze app.patients`;
  const { tenantId, memberId: actorId } = clinic.as("tenant_admin");
  const own = await tenantKeys({ tenantId, actorId, role: "tenant_admin" });
  // As if there were a second version, whose key is the first one's: everything stored is older.
  keys = {
    ...own,
    primaryVersion: 2,
    fieldKey: (table, column) => own.fieldKey(table, column, 1),
  };
}, 120_000);

// What the driver of the tests cannot send, and bytes that are no envelope, end it: its statements were heard by then.
const reseal = (name: string) => (scope: MemberScope) =>
  resealBatch(scope.tx, keys, tableOf(name), nilId).catch(() => undefined);

const asRotator = (work: (scope: MemberScope) => Promise<unknown>) =>
  planFaults(clinic, "tenant_admin", work, { as: "chartkeep_rotator" });

test.each(["patients", "observations", "notes", "coverages", "panels"])(
  "a batch of %s is found, locked and counted by the clinic's key",
  async (name) => {
    expect(await asRotator(reseal(name))).toEqual([]);
    const counting = (scope: MemberScope) =>
      countWindow(scope.tx, tableOf(name), clinic.tenantId, nilId).catch(() => undefined);
    expect(await asRotator(counting)).toEqual([]);
  },
);

test("a batch that is sealed anew is written row by row through the key, and reads no other row", async () => {
  const plans = await plansOf(clinic, clinic.as("tenant_admin"), reseal("patients"), {
    as: "chartkeep_rotator",
  });
  const [end, found, written] = plans;
  expect(written?.text).toContain("update");
  for (const plan of [end, found, written]) {
    const nodes = plan ? nodesOf(plan.Plan) : [];
    expect(nodes.map((node) => node["Node Type"])).not.toContain("Seq Scan");
    const entered = nodes.filter((node) => node["Index Name"] !== undefined);
    expect(entered.length).toBeGreaterThan(0);
    for (const { "Index Cond": by } of entered) expect(by).toContain("tenant_id = ");
  }
});

test("the page of keys and the books of a rotation are entered by the clinic", async () => {
  expect(await planFaults(clinic, "tenant_admin", getKeys)).toEqual([]);
  const moved = new Map([[1, 5]]);
  expect(
    await asRotator((scope) =>
      moveHoldings(scope.tx, clinic.tenantId, tableOf("patients"), moved, 2),
    ),
  ).toEqual([]);
});
