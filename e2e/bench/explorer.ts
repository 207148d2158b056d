import { closePool, configurePool } from "#db/client";
import type { Benchmark, BenchmarkContext, Ratio } from "#e2e/benchmark";
import { ListTrail } from "#lib/audit/input";
import { listTrail } from "#lib/audit/trail";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { type Filled, fillTrail } from "./explorer/fill.ts";

/** The first page of the audit trail for every mixture of what it can be narrowed by. */
export const benchmark: Benchmark = {
  title: "the audit explorer: the first page of every mixture of facets",
  run,
};

async function run({ appUrl, log, rows = 200_000 }: BenchmarkContext): Promise<Ratio[]> {
  configurePool(appUrl, { max: 2 });
  try {
    const clinic = await newClinic();
    const filled = await fillTrail(clinic, rows, log);
    const measured: { name: string; first: number; again: number }[] = [];
    for (const [name, filters] of mixtures(filled)) {
      const first = await page(clinic, filters);
      measured.push({ name, first, again: await page(clinic, filters) });
    }
    const slowest = measured.toSorted((a, b) => b.first - a.first);
    for (const { name, first, again } of slowest.slice(0, 12))
      log(`${name}: first ${Math.round(first)} ms, again ${Math.round(again)} ms`);
    const ratio = (work: string, value: number): Ratio => ({
      work,
      measured: Math.round(value),
      baseline: 1_000,
      against: "one second",
      ratio: Math.round(value) / 1_000,
    });
    return [
      ratio(
        `${measured.length} mixtures at ${rows.toLocaleString("en-US")} events: slowest first page, ms`,
        slowest[0]?.first ?? 0,
      ),
      ratio("slowest of the same pages again, ms", Math.max(...measured.map(({ again }) => again))),
      ratio(
        "the median mixture, first page, ms",
        slowest[Math.floor(slowest.length / 2)]?.first ?? 0,
      ),
      ratio("mixtures over a second", measured.filter(({ first }) => first > 1_000).length),
    ];
  } finally {
    await closePool();
    await admin.end({ timeout: 5 });
  }
}

async function page(clinic: TestClinic, filters: object): Promise<number> {
  const started = performance.now();
  // A statement that takes more than five seconds is cancelled, and counts as what it took.
  await runInScope(clinic.as("tenant_admin"), "audit:read", (scope) =>
    listTrail(scope, ListTrail.parse(filters)),
  ).catch((error: unknown) => {
    if (performance.now() - started < 4_900) throw error;
  });
  return performance.now() - started;
}

type Facets = Readonly<Record<string, readonly object[]>>;

/** Every set of facets, of each at most one value. */
const setsOf = (facets: Facets): object[] =>
  Object.values(facets).reduce<object[]>(
    (sets, values) =>
      sets.flatMap((set) => [set, ...values.map((value) => ({ ...set, ...value }))]),
    [{}],
  );

/**
 * Every set of facets, each with a value that is met often and with one that is met hardly ever. Purpose, address and
 * break-glass are mixed in all ways with each other and with at most two of the rest.
 */
function mixtures({ patient, often, seldom, ranges }: Filled): [string, object][] {
  const day = (daysAgo: number) =>
    new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  const facets: Facets = {
    member: [{ member: often.member }, { member: seldom.member }],
    role: [{ role: often.role }, { role: seldom.role }],
    what: [
      { action: often.action },
      { action: seldom.action },
      { group: "records" },
      { group: "break-glass" },
    ],
    outcome: [{ outcome: "denied" }, { outcome: "success" }, { outcome: "failed" }],
    days: [{ from: day(20), to: day(10) }, { to: day(300) }, { from: day(2) }],
    patient: [{ patient }],
    rows: [{ rows: true }],
  };
  const [none, ...later] = setsOf({
    purpose: [{ purpose: often.purpose }, { purpose: seldom.purpose }],
    address: [often.address, seldom.address, ...ranges].map((address) => ({ address })),
    glass: [{ glass: true }],
  });
  const sets = setsOf(facets);
  const few = sets.filter((set) => Object.keys(set).length <= 2);
  const all = [
    ...sets.map((set) => ({ ...none, ...set })),
    ...later.flatMap((set) => few.map((other) => ({ ...other, ...set }))),
  ];
  return all.map((set) => [
    nameOf(set, { [often.member]: "often", [seldom.member]: "seldom" }),
    set,
  ]);
}

const nameOf = (set: object, words: Readonly<Record<string, string>>) =>
  Object.entries(set)
    .map(
      ([facet, value]) =>
        `${facet} ${words[String(value)] ?? (facet === "patient" ? "one" : String(value))}`,
    )
    .join(", ") || "no facet";
