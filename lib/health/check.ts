import "server-only";
import { newestMigration } from "#db/newest-migration";
import { takePulse } from "#db/pulse";
import { env } from "#lib/env";
import { nilId } from "#lib/ids";
import { keyProvider } from "#lib/kms/configured";

/** How the server stands: a word for each thing that it needs, and nothing that anybody stored. */
export interface Health {
  /** Whether requests can be answered: the database, its tables and the keys are there. */
  readonly ready: boolean;
  readonly database: "up" | "slow" | "down";
  readonly schema: "current" | "other" | "unknown";
  readonly keys: "up" | "slow" | "down";
  /** Background work; requests are answered without it. */
  readonly jobs: "running" | "late" | "none" | "unknown";
}

/** The longest that one answer waits for anything. */
const patience = 120;
/** How long an answer is good for: however often anybody asks, nothing is asked more often than that. */
const fresh = { database: 1_000, keys: 15_000 };
/** By how many seconds a job may be overdue before the jobs are called late. */
const lateAfter = 120;

interface Probe {
  readonly began: number;
  readonly result: Promise<"up" | "down">;
}

const shared = globalThis as typeof globalThis & {
  chartkeepHealth?: { keys?: Probe; database?: { began: number; health: Promise<DatabaseHealth> } };
};
shared.chartkeepHealth ??= {};
const kept = shared.chartkeepHealth;

type DatabaseHealth = Pick<Health, "database" | "schema" | "jobs">;

/** Wraps and unwraps a key that is nobody's: what every request needs of the provider. */
async function probeKeys(): Promise<"up" | "down"> {
  try {
    const provider = await keyProvider();
    const context = { tenantId: nilId, purpose: "field", version: 1 } as const;
    const key = crypto.getRandomValues(new Uint8Array(32));
    const opened = await provider.unwrap(await provider.wrap(key, context), context);
    return Buffer.from(key).equals(Buffer.from(opened)) ? "up" : "down";
  } catch {
    return "down";
  }
}

async function probeDatabase(): Promise<DatabaseHealth> {
  try {
    const { DATABASE_URL, CONTEXT_KEY } = env();
    const { migration, jobs } = await takePulse(DATABASE_URL, CONTEXT_KEY);
    const isLate = jobs.some(({ overdue }) => overdue > lateAfter);
    return {
      database: "up",
      schema: migration === newestMigration ? "current" : "other",
      jobs: jobs.length === 0 ? "none" : isLate ? "late" : "running",
    };
  } catch {
    return { database: "down", schema: "unknown", jobs: "unknown" };
  }
}

/** What comes within the time that there is, else `otherwise`. */
async function within<T>(work: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), patience);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/**
 * How the server stands now, answered within a fifth of a second whatever is wrong: what has not answered
 * by then is called slow. The pool is not asked, so nobody's request waits for this, nor this for theirs.
 */
export async function checkHealth(): Promise<Health> {
  const now = performance.now();
  if (!kept.keys || now - kept.keys.began > fresh.keys)
    kept.keys = { began: now, result: probeKeys() };
  if (!kept.database || now - kept.database.began > fresh.database)
    kept.database = { began: now, health: probeDatabase() };
  const slow: DatabaseHealth = { database: "slow", schema: "unknown", jobs: "unknown" };
  const [keys, database] = await Promise.all([
    within<Health["keys"]>(kept.keys.result, "slow"),
    within(kept.database.health, slow),
  ]);
  // What failed is looked at again by whoever asks next, at most once a second.
  if (keys !== "up" && now - kept.keys.began > fresh.database) delete kept.keys;
  const ready = database.database === "up" && database.schema === "current" && keys === "up";
  return { ready, ...database, keys };
}
