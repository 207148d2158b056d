import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { withConnection } from "#db/client";
import { newestMigration } from "#db/newest-migration";
import { closePulse } from "#db/pulse";
import { configureKeyProvider } from "#lib/kms/configured";
import { admin } from "#lib/testing";
import { answerHealth, answerLive } from "./answer.ts";

const shared = globalThis as typeof globalThis & {
  chartkeepHealth?: Record<string, unknown>;
  chartkeepKeyProviders?: unknown;
};

/** Asks anew, as whoever comes when the last answer is no longer good. */
async function ask() {
  for (const name of Object.keys(shared.chartkeepHealth ?? {}))
    delete shared.chartkeepHealth?.[name];
  const response = await answerHealth();
  return { status: response.status, health: (await response.json()) as unknown };
}

beforeEach(ask);
afterAll(closePulse);

test("a server that has everything it needs says so, in words alone", async () => {
  expect(await ask()).toMatchObject({
    status: 200,
    health: { ready: true, database: "up", schema: "current", keys: "up" },
  });
  expect(await answerLive().json()).toEqual({ live: true });
});

test("it answers while every connection of the pool is taken, and waits for none", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const taken = Array.from({ length: 10 }, () => withConnection(() => held));
  const waiting = withConnection(() => Promise.resolve()).catch(() => undefined);
  // On a machine with much else to do the database may seem slow for once.
  await vi.waitFor(async () => expect((await ask()).status).toBe(200), 10_000);
  release();
  await Promise.all([...taken, waiting]);
});

test("it answers while the database does not, and calls it slow", async () => {
  let answer: Promise<unknown> = Promise.resolve();
  await admin.begin(async (tx) => {
    await tx`lock table directory.jobs in access exclusive mode`;
    const { status, health } = await ask();
    expect([status, health]).toEqual([503, expect.objectContaining({ database: "slow" })]);
    answer = Promise.resolve(shared.chartkeepHealth?.database);
  });
  await answer;
});

test("a thousand that ask at once cost the database one question", async () => {
  const asked = async () =>
    (
      await admin<{ calls: number }[]>`
        select coalesce(sum(xact_commit), 0)::int as calls from pg_stat_database where datname = current_database()`
    )[0]?.calls ?? 0;
  await ask();
  const before = shared.chartkeepHealth?.database;
  await Promise.all(Array.from({ length: 1_000 }, answerHealth));
  expect(shared.chartkeepHealth?.database).toBe(before);
  expect(await asked()).toBeGreaterThan(0);
});

test("tables of another version and a key provider that is gone make it unready", async () => {
  await admin.begin(async (tx) => {
    await tx`comment on schema app is 'migration 1'`;
  });
  expect(await ask()).toMatchObject({ status: 503, health: { schema: "other", ready: false } });
  await admin.unsafe(`comment on schema app is 'migration ${newestMigration}'`);
  configureKeyProvider({
    environment: "test",
    primary: { kind: "local-file", file: "/nowhere" },
    before: [],
  });
  expect(await ask()).toMatchObject({ status: 503, health: { keys: "down", database: "up" } });
  shared.chartkeepKeyProviders = undefined;
  expect((await ask()).status).toBe(200);
});
