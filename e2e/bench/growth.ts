import { closePool, configurePool } from "#db/client";
import type { Benchmark, BenchmarkContext, Ratio } from "#e2e/benchmark";
import { plansOf } from "#lib/query-plan";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { interleave } from "./door/interleave.ts";
import { growClinic } from "./growth/clinic.ts";
import { unrecorded } from "./growth/unrecorded.ts";
import { type Work, workOf } from "./growth/work.ts";

/** The screens that people open all day, as one clinic grows: beside itself when small, beside no row policies, beside no audit append. */
export const benchmark: Benchmark = {
  title:
    "Growth of one clinic: what each screen asks, with and without row policies and audit append",
  run,
};

const sizes = [1_000, 10_000, 100_000];
/** The size that larger clinics are held against: below it everything fits into a few pages. */
const grownFrom = 10_000;
const rounds = 25;
const planRounds = 15;

async function run({ appUrl, log }: BenchmarkContext): Promise<Ratio[]> {
  configurePool(appUrl, { max: 2 });
  try {
    const clinic = await newClinic();
    const table: Ratio[] = [];
    const before = new Map<string, Measured>();
    let charts: readonly string[] = [];
    for (const [at, size] of sizes.entries()) {
      const added = await growClinic(clinic, { from: sizes[at - 1] ?? 0, to: size });
      if (at === 0) charts = added;
      log(`${size.toLocaleString("en")} patients: filled`);
      for (const work of workOf(charts)) {
        const measured = await measure(clinic, work);
        if (size <= grownFrom) before.set(work.name, measured);
        table.push(...lines(work.name, size, measured, before.get(work.name) ?? measured));
      }
      log(`${size.toLocaleString("en")} patients: measured`);
    }
    return table;
  } finally {
    await closePool();
    await admin.end({ timeout: 5 });
  }
}

interface Measured {
  /** The whole request, with its audit event and without, in milliseconds. */
  readonly recorded: number;
  readonly unrecorded: number;
  /** Its statements inside the database, under row policies and without, in milliseconds. */
  readonly walled: number;
  readonly open: number;
  /** The same under row policies at the 95th percentile: how it grows, whatever else the machine does. */
  readonly slowest: number;
}

async function measure(clinic: TestClinic, { role, permission, query }: Work): Promise<Measured> {
  const actor = clinic.as(role);
  const requests = await interleave(
    {
      recorded: () => runInScope(actor, permission, query),
      unrecorded: () => runInScope(actor, permission, (scope) => unrecorded(scope, query)),
    },
    rounds,
  );
  const inDatabase = async (isWalled: boolean) => {
    const plans = await plansOf(clinic, actor, query, { isRun: true, isWalled });
    return plans.reduce((sum, plan) => sum + (plan["Execution Time"] ?? 0), 0);
  };
  const times: { readonly walled: number[]; readonly open: number[] } = { walled: [], open: [] };
  for (let round = 0; round < planRounds; round += 1) {
    times.walled.push(await inDatabase(true));
    times.open.push(await inDatabase(false));
  }
  return {
    ...requests,
    walled: median(times.walled),
    open: median(times.open),
    slowest: percentile(times.walled, 0.95),
  };
}

function lines(name: string, size: number, measured: Measured, before: Measured): Ratio[] {
  const of = `${name}, ${size.toLocaleString("en")} patients`;
  const line = (what: string, value: number, baseline: number, goal: string): Ratio => ({
    name: `${of}: ${what}`,
    value: round(value),
    baseline: round(baseline),
    ratio: round(value / baseline),
    unit: "ms",
    goal,
  });
  const small = `${Math.min(size, grownFrom).toLocaleString("en")} patients`;
  return [
    line(`the request beside ${small}`, measured.recorded, before.recorded, "<= 1.3"),
    line(`its statements beside ${small}, p95`, measured.slowest, before.slowest, "<= 1.3"),
    line("its statements beside no row policies", measured.walled, measured.open, "<= 1.05"),
    line(
      "the request beside no audit append",
      measured.recorded,
      measured.unrecorded,
      "+ <= 0.15 ms",
    ),
  ];
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}

const median = (values: readonly number[]) => percentile(values, 0.5);

const round = (value: number) => Math.round(value * 1_000) / 1_000;
