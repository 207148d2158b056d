import postgres from "postgres";
import { closePool, configurePool } from "#db/client";
import type { Benchmark, BenchmarkContext, Ratio } from "#e2e/benchmark";
import { interleave } from "./door/interleave.ts";
import { dropPage, makePage } from "./door/page-table.ts";
import { slowLine } from "./door/slow-line.ts";
import { variants } from "./door/variants.ts";

/** What a tenant transaction costs beside the same statements sent otherwise, at once and at a distance of 1 ms. */
export const benchmark: Benchmark = {
  title: "The tenant door: one page of 50 rows in a transaction of one tenant",
  run,
};

async function run({ adminUrl, appUrl, log }: BenchmarkContext): Promise<Ratio[]> {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  const line = await slowLine(appUrl, 1);
  try {
    await makePage(admin, new URL(appUrl).username);
    const near = await measure(appUrl, 600);
    log("on the spot: done");
    const far = await measure(line.url, 200);
    return [...table("on the spot", near), ...table("1 ms away", far)];
  } finally {
    line.close();
    await dropPage(admin);
    await admin.end({ timeout: 1 });
  }
}

type Measured = Awaited<ReturnType<typeof measure>>;

async function measure(url: string, rounds: number) {
  configurePool(url, { max: 1 });
  const { runs, close } = variants(url);
  try {
    return await interleave(runs, rounds);
  } finally {
    await close();
    await closePool();
  }
}

function table(where: string, medians: Measured): Ratio[] {
  const row = (what: string, value: number, baseline: number, goal: string): Ratio => ({
    name: `${what}, ${where}`,
    value: round(value),
    baseline: round(baseline),
    ratio: round(value / baseline),
    unit: "ms",
    goal,
  });
  const { door, oneByOne, drizzleDefault, oneFlight, oneFlightUnprepared, bare } = medians;
  const goal = where === "1 ms away" ? "<= 0.5" : "<= 1";
  return [
    row("door against begin, set, set, select, commit in turn", door, oneByOne, goal),
    row("door against drizzle's own transaction", door, drizzleDefault, goal),
    row("door against the same statements all in one flight", door, oneFlight, "context"),
    row("one flight against in turn", oneFlight, oneByOne, "<= 0.5"),
    row("one flight against one call without row policies", oneFlight, bare, "<= 1.1 far away"),
    row("prepared against unprepared, in one flight", oneFlight, oneFlightUnprepared, "<= 1"),
  ];
}

const round = (value: number) => Math.round(value * 1_000) / 1_000;
