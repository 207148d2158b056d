import type { Benchmark, BenchmarkContext, Ratio } from "#e2e/benchmark";
import { ListPatients, SearchPatients } from "#lib/patients/input";
import { addPatients } from "#lib/patients/patient-fixture";
import { listPatients, searchPatients } from "#lib/patients/queries";
import { expectTenantIndex, plansOf } from "#lib/query-plan";
import { type MemberScope, runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { people } from "./search/people.ts";
import { addPlain, makePlainTable } from "./search/plain-table.ts";
import { questions } from "./search/questions.ts";

/** Search and list over sealed columns beside the same over plain columns with LIKE and no row policies, as one clinic grows. */
export const benchmark: Benchmark = {
  title:
    "Search and list over sealed columns in one clinic, beside plain columns without row policies",
  run,
};

const sizes = [1_000, 10_000, 100_000];
const rounds = 15;
const batch = 5_000;

async function run({ log }: BenchmarkContext): Promise<Ratio[]> {
  const clinic = await newClinic();
  await makePlainTable(admin);
  const table: Ratio[] = [];
  const first = new Map<string, number>();
  for (const [at, size] of sizes.entries()) {
    await grow(clinic, sizes[at - 1] ?? 0, size, log);
    for (const row of await measure(clinic, size)) {
      const key = String(row.key);
      first.set(key, first.get(key) ?? row.request);
      table.push(...lines(row, size, first.get(key) ?? row.request));
    }
    log(`${size.toLocaleString("en")} patients: measured`);
  }
  await admin`drop schema bench cascade`;
  await admin.end({ timeout: 1 });
  return table;
}

async function grow(clinic: TestClinic, from: number, to: number, log: (line: string) => void) {
  for (let start = from; start < to; start += batch) {
    const some = people(start, Math.min(start + batch, to));
    const ids = await clinic.write((scope) => addPatients(scope, some));
    await addPlain(admin, clinic.tenantId, ids, some);
    if (start % 50_000 === 0 && start > 0) log(`${start.toLocaleString("en")} patients: added`);
  }
  await admin`vacuum analyze app.patients`;
  await admin`vacuum analyze app.patient_contacts`;
  await admin`vacuum analyze bench.plain_patients`;
}

interface Measured {
  readonly key: string;
  /** Milliseconds inside the database, sealed under row policies and plain without. */
  readonly sealed: number;
  readonly plain: number;
  /** Milliseconds of the whole request: tokens, queries, opening, the audit event, commit. */
  readonly request: number;
}

interface Work {
  readonly key: string;
  readonly permission: "patient:search" | "patient:read";
  readonly query: (scope: MemberScope) => Promise<unknown>;
  readonly plain: string;
}

async function measure(clinic: TestClinic, size: number): Promise<Measured[]> {
  const actor = clinic.as("prescriber");
  const work: readonly Work[] = [
    ...questions.map(
      ({ name, text, plain }): Work => ({
        key: `search: ${name}`,
        permission: "patient:search",
        query: (scope: MemberScope) => searchPatients(scope, SearchPatients.parse({ text })),
        plain: `select id, family, given, birth_date, mrn, demographics from bench.plain_patients
        where tenant_id = '${clinic.tenantId}' and status <> 'entered_in_error' and ${plain} limit 500`,
      }),
    ),
    {
      key: "list by last visit",
      permission: "patient:read" as const,
      query: (scope: MemberScope) =>
        listPatients(scope, ListPatients.parse({ sort: "last-visit" })),
      plain: `select * from bench.plain_patients where tenant_id = '${clinic.tenantId}'
        and status = 'active' order by last_visit_at desc, id desc limit 26`,
    },
  ];

  const measured: Measured[] = [];
  for (const { key, permission, query, plain } of work) {
    const [sealedTimes, plainTimes, requests]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      const plans = await plansOf(clinic, actor, query, { isRun: true });
      // The statement that finds; the one that reads the page by its ids serves plain columns as well.
      const finding = plans.filter((each) => isFinding(each.text));
      if (size >= 100_000) for (const { Plan } of finding) expectTenantIndex(Plan);
      sealedTimes.push(sum(finding.map((each) => each["Execution Time"] ?? 0)));
      plainTimes.push(await executionTime(plain));
      const start = performance.now();
      await runInScope(actor, permission, query);
      requests.push(performance.now() - start);
    }
    measured.push({
      key,
      sealed: median(sealedTimes),
      plain: median(plainTimes),
      request: median(requests),
    });
  }
  return measured;
}

function isFinding(text: string): boolean {
  const others = ["= any(", "count(", '"mrn_token" in', '"updated_at" >='];
  return !others.some((other) => text.includes(other));
}

async function executionTime(statement: string): Promise<number> {
  const [row] = await admin.unsafe(`explain (analyze, timing off, format json) ${statement}`);
  return Number(row?.["QUERY PLAN"]?.[0]?.["Execution Time"]);
}

function lines({ key, sealed, plain, request }: Measured, size: number, first: number): Ratio[] {
  const of = `${size.toLocaleString("en")} patients`;
  const line = (name: string, value: number, baseline: number, goal: string): Ratio => ({
    name: `${key}, ${of}: ${name}`,
    value: round(value),
    baseline: round(baseline),
    ratio: round(value / baseline),
    unit: "ms",
    goal,
  });
  return [
    line("sealed beside plain, in the database", sealed, plain, "<= 1"),
    line(`the whole request beside ${String(sizes[0])} patients`, request, first, "<= 1.3"),
  ];
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const round = (value: number) => Math.round(value * 1_000) / 1_000;
