import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import { beforeAll, expect, test } from "vitest";
import type { TenantTx } from "#db/tenant";
import type { MemberScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { ListPatients, SearchPatients } from "./input.ts";
import { addPatients } from "./patient-fixture.ts";
import { listPatients, searchPatients } from "./queries.ts";
import { expectTenantIndex, type PlanNode } from "./query-plan.ts";

const count = 4_000;
const letters = "abcdefghijklmnopqrstuvwxyz";
let clinic: TestClinic;

/** Names of six letters, no two alike and none frequent. */
function nameOf(n: number): string {
  return Array.from({ length: 6 }, (_, at) => letters[Math.floor(n / 7 ** at + 5 * at) % 26]).join(
    "",
  );
}

beforeAll(async () => {
  clinic = await newClinic();
  const other = await newClinic();
  const people = Array.from({ length: count }, (_, n) => ({
    family: nameOf(n * 31),
    given: nameOf(n * 17),
    birthDate: `19${String(40 + (n % 60))}-0${String((n % 9) + 1)}-1${String(n % 10)}`,
    mrn: `M${String(n)}`,
    phone: `+1555${String(1_000_000 + n)}`,
    ...(n % 3 > 0 && { lastVisitAt: new Date(1_700_000_000_000 + n * 60_000) }),
  }));
  for (const each of [clinic, other]) await each.write((scope) => addPatients(scope, people));
  await admin`analyze app.patients, app.patient_contacts`;
});

/** The plan of every statement that `work` sends, under a member's role and the row policies. */
async function plansOf(work: (scope: MemberScope) => Promise<unknown>): Promise<PlanNode[]> {
  const sent: { text: string; values: unknown[] }[] = [];
  const logger = {
    logQuery: (text: string, values: unknown[]) => void sent.push({ text, values }),
  };
  const recorder = drizzle(admin, { casing: "snake_case", logger });
  const explainer = drizzle(admin, { casing: "snake_case" });
  const actor = clinic.as("prescriber");
  const enter = sql`select set_config('role', 'prescriber', true),
    set_config('app.current_tenant', ${actor.tenantId}, true), set_config('app.actor', ${actor.memberId}, true)`;

  await clinic.write((scope) =>
    recorder.transaction(async (tx) => {
      await tx.execute(enter);
      sent.length = 0;
      await work({ ...scope, actor, tx: tx as unknown as TenantTx });
    }),
  );
  return explainer.transaction(async (tx) => {
    await tx.execute(enter);
    const plans: PlanNode[] = [];
    for (const { text, values } of sent) {
      const parts = text.split(/\$\d+/).map((part) => sql.raw(part));
      const explained = await tx.execute<{ "QUERY PLAN": { Plan: PlanNode }[] }>(
        sql`explain (format json) ${sql.join(
          parts.flatMap((part, at) =>
            at === 0 ? [part] : [sql`${sql.param(values[at - 1])}`, part],
          ),
        )}`,
      );
      const plan = explained[0]?.["QUERY PLAN"][0]?.Plan;
      if (plan) plans.push(plan);
    }
    return plans;
  });
}

test.each([
  "gre",
  "grew",
  "grewme",
  "grew fk",
  "1971-03-14",
  "gre 1971-03-14",
  "M77",
  "555 100 0077",
])("the search %j enters every index at the clinic and reads no table as a whole", async (text) => {
  const plans = await plansOf((scope) => searchPatients(scope, SearchPatients.parse({ text })));
  expect(plans.length).toBeGreaterThan(0);
  for (const plan of plans) expectTenantIndex(plan);
});

test.each(["name", "last-visit"] as const)(
  "so does the list by %s once its names are held",
  async (sort) => {
    const input = ListPatients.parse({ sort });
    await plansOf((scope) => listPatients(scope, input));
    const last = await plansOf((scope) => listPatients(scope, input));
    expect(last.length).toBeGreaterThan(1);
    for (const plan of last) {
      // Counting up to the limit and what changed within a minute of the last row touch half of this small table.
      if (plan["Node Type"] === "Limit" || plan["Node Type"] === "Sort") expectTenantIndex(plan);
    }
  },
);

test("the check notices a table that is read as a whole, and an index entered without the clinic", () => {
  const scan = { "Node Type": "Seq Scan", "Relation Name": "patients" };
  expect(() => expectTenantIndex({ "Node Type": "Limit", Plans: [scan] })).toThrow();
  expect(() =>
    expectTenantIndex({ "Node Type": "Index Scan", "Index Name": "x", "Index Cond": "(id = 1)" }),
  ).toThrow();
});
