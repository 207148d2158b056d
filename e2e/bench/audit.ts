import { closePool, configurePool } from "#db/client";
import { inTenant } from "#db/tenant";
import type { Benchmark, BenchmarkContext, Ratio } from "#e2e/benchmark";
import { detailHash, hashEntryBytes } from "#lib/audit/chain";
import { type Frame, readFrames } from "#lib/audit/frames";
import { verifyChain } from "#lib/audit/verify";
import { newId, nilId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";

const events = 50_000;
const requests = 600;

/** Walking a chain against hashing the same bytes, and what the append adds to a request. */
export const benchmark: Benchmark = {
  title: "the audit chain: verifying and appending",
  run,
};

async function run({ appUrl, log }: BenchmarkContext): Promise<Ratio[]> {
  configurePool(appUrl, { max: 8 });
  try {
    const clinic = await newClinic();
    const appended = await appendCost(clinic);
    log(`filling a chain with ${events} events`);
    return [...(await verifying(clinic)), ...appended];
  } finally {
    await closePool();
    await admin.end({ timeout: 5 });
  }
}

/** Fills the chain through the outbox, in batches, as an import does. */
async function fill({ tenantId }: TestClinic): Promise<number> {
  const batch = 10_000;
  const started = performance.now();
  for (let done = 0; done < events; done += batch) {
    await admin.begin(async (tx) => {
      await tx`select set_config('app.current_tenant', ${tenantId}, true), set_config('app.actor', ${nilId}, true)`;
      await tx`insert into audit.outbox (id, action, entity, entity_id, subjects, detail)
        select gen_random_uuid(), 'chart.viewed', '', ${nilId}::uuid, array[gen_random_uuid()],
          sha256(n::text::bytea) || sha256(n::text::bytea) || sha256(n::text::bytea)
        from generate_series(1, ${batch}::int) n`;
    });
  }
  return (events / (performance.now() - started)) * 1_000;
}

async function verifying(clinic: TestClinic): Promise<Ratio[]> {
  const perSecond = await fill(clinic);
  const { tenantId } = clinic;
  const context = {
    tenantId,
    actorId: clinic.as("tenant_admin").memberId,
    role: "tenant_admin",
  } as const;

  const walks: number[] = [];
  const hashes: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const started = performance.now();
    const verdict = await inTenant(context, (tx) => verifyChain(tx, tenantId));
    if (verdict.damage) throw new Error("the chain of the benchmark is damaged");
    walks.push((verdict.position / (performance.now() - started)) * 1_000);

    const frames: Frame[] = [];
    for (let from = 1; from <= verdict.position; from += 10_000) {
      frames.push(
        ...(await inTenant(context, (tx) => readFrames(tx, tenantId, { from, to: from + 9_999 }))),
      );
    }
    const began = performance.now();
    for (const { covered, detail } of frames) {
      hashEntryBytes(covered);
      detailHash(detail);
    }
    hashes.push((frames.length / (performance.now() - began)) * 1_000);
  }
  const [walked, hashed] = [Math.max(...walks), Math.max(...hashes)];
  return [
    {
      work: "events verified per second, read and compared",
      measured: Math.round(walked),
      baseline: Math.round(hashed),
      against: "sha256 over the same bytes in one process",
      ratio: round(walked / hashed),
    },
    {
      work: "events sealed per second, 10,000 a transaction",
      measured: Math.round(perSecond),
      baseline: "",
      against: "",
      ratio: "",
    },
  ];
}

/** The same read with and without an event, turn about, on one connection's worth of load. */
async function appendCost(clinic: TestClinic): Promise<Ratio[]> {
  const actor = clinic.as("prescriber");
  const patientIds = [newId()];
  const request = (isRecorded: boolean) =>
    runInScope(actor, "chart:read", async (scope) => {
      await scope.tx.execute("select count(*) from app.members");
      if (isRecorded) scope.record({ action: "chart.viewed", patientIds });
    });
  const times: { on: number[]; off: number[] } = { on: [], off: [] };
  for (let count = 0; count < requests; count += 1) {
    for (const which of ["off", "on"] as const) {
      const started = performance.now();
      await request(which === "on");
      if (count > 50) times[which].push(performance.now() - started);
    }
  }
  const [on, off] = [median(times.on), median(times.off)];
  const one = await throughput(clinic, 8, actor.memberId);
  return [
    {
      work: "a read with its event, median ms",
      measured: round(on),
      baseline: round(off),
      against: "the same read without",
      ratio: round(on / off),
    },
    {
      work: "requests with an event per second, one clinic, 8 at once",
      measured: Math.round(one),
      baseline: "",
      against: "",
      ratio: "",
    },
  ];
}

async function throughput(clinic: TestClinic, workers: number, patientId: string): Promise<number> {
  const actor = clinic.as("prescriber");
  const each = 150;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: workers }, async () => {
      for (let count = 0; count < each; count += 1) {
        await runInScope(actor, "chart:read", async (scope) => {
          scope.record({ action: "chart.viewed", patientIds: [patientId] });
        });
      }
    }),
  );
  return ((workers * each) / (performance.now() - started)) * 1_000;
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const round = (value: number) => Math.round(value * 1_000) / 1_000;
