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
const rounds = 25;
const planRounds = 15;

async function run({ appUrl, log }: BenchmarkContext): Promise<Ratio[]> {
  configurePool(appUrl, { max: 2 });
  try {
    const clinic = await newClinic();
    const table: Ratio[] = [];
    const first = new Map<string, number>();
    let charts: readonly string[] = [];
    for (const [at, size] of sizes.entries()) {
      const added = await growClinic(clinic, { from: sizes[at - 1] ?? 0, to: size });
      if (at === 0) charts = added;
      log(`${size.toLocaleString("en")} patients: filled`);
      for (const work of workOf(charts)) {
        const measured = await measure(clinic, work);
        if (!first.has(work.name)) first.set(work.name, measured.recorded);
        table.push(...lines(work.name, size, measured, first.get(work.name) ?? Number.NaN));
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
  return { ...requests, walled: median(times.walled), open: median(times.open) };
}

function lines(name: string, size: number, measured: Measured, first: number): Ratio[] {
  const of = `${name}, ${size.toLocaleString("en")} patients`;
  const line = (what: string, value: number, baseline: number, goal: string): Ratio => ({
    name: `${of}: ${what}`,
    value: round(value),
    baseline: round(baseline),
    ratio: round(value / baseline),
    unit: "ms",
    goal,
  });
  return [
    line(`the request beside ${String(sizes[0])} patients`, measured.recorded, first, "<= 1.3"),
    line("its statements beside no row policies", measured.walled, measured.open, "<= 1.05"),
    line(
      "the request beside no audit append",
      measured.recorded,
      measured.unrecorded,
      "+ <= 0.15 ms",
    ),
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const round = (value: number) => Math.round(value * 1_000) / 1_000;
