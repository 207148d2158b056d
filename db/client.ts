import "server-only";
import { Pool, TimeoutError } from "tarn";
import { Connection } from "./connection.ts";
import { Unavailable } from "./failures.ts";
import { type TransactionSignal, transactionSignals } from "./signals.ts";

/** How long a transaction waits for a connection before it is refused. */
const queueMillis = 2_000;

/** How long `closePool` lets running transactions finish before it ends them. */
const graceMillis = 5_000;

interface LeasedPool {
  readonly pool: Pool<Connection>;
  readonly connections: Set<Connection>;
  connectError: unknown;
}

// The server's bundles may each hold their own copy of this module; the process must have one pool.
const shared = globalThis as typeof globalThis & { chartkeepPool?: LeasedPool | undefined };

/** How many connections there may be, and with which key their contexts are sealed (`CONTEXT_KEY`, if not said). */
export interface PoolOptions {
  readonly max?: number;
  readonly contextKey?: string;
}

/**
 * Chooses the database and login of every door in this process. Without a call the first
 * transaction uses `DATABASE_URL`. Replacing a configured pool needs `closePool` first.
 */
export function configurePool(
  url: string,
  { max = 10, contextKey = process.env.CONTEXT_KEY ?? "" }: PoolOptions = {},
): void {
  if (shared.chartkeepPool) throw new Error("the database pool is already configured");
  if (!URL.canParse(url) || new URL(url).host.includes(","))
    throw new TypeError("DATABASE_URL must be a postgres:// URL of one host");
  if (contextKey === "") throw new TypeError("CONTEXT_KEY must be set");
  const leased: LeasedPool = {
    connections: new Set(),
    connectError: undefined,
    pool: new Pool({
      min: 0,
      max,
      create: async () => {
        const connection = new Connection(url, contextKey);
        leased.connections.add(connection);
        try {
          await connection.open();
        } catch (error) {
          leased.connectError = error;
          connection.kill("could not connect");
          leased.connections.delete(connection);
          throw error;
        }
        return connection;
      },
      validate: (connection) => !connection.lost,
      destroy: (connection) => {
        leased.connections.delete(connection);
        return connection.lost ? undefined : connection.close();
      },
      acquireTimeoutMillis: queueMillis,
      createTimeoutMillis: queueMillis,
      createRetryIntervalMillis: 50,
      idleTimeoutMillis: 60_000,
    }),
  };
  shared.chartkeepPool = leased;
}

/** Lends one connection to one transaction at a time; a dead one is not lent again. */
export async function withConnection<T>(use: (connection: Connection) => Promise<T>): Promise<T> {
  const leased = current();
  const connection = await acquire(leased);
  const began = performance.now();
  let outcome: TransactionSignal["outcome"] = "failed";
  try {
    const result = await use(connection);
    outcome = "committed";
    return result;
  } finally {
    if (transactionSignals.hasSubscribers) {
      const signal: TransactionSignal = { seconds: (performance.now() - began) / 1_000, outcome };
      transactionSignals.publish(signal);
    }
    connection.onLost = undefined;
    leased.pool.release(connection);
  }
}

/** Lets running transactions finish, for five seconds at most, and closes every connection. A new pool may follow. */
export async function closePool(): Promise<void> {
  const leased = shared.chartkeepPool;
  shared.chartkeepPool = undefined;
  const endAll = setTimeout(() => {
    for (const connection of leased?.connections ?? []) connection.kill("the pool was closed");
  }, graceMillis);
  await leased?.pool.destroy();
  clearTimeout(endAll);
}

/** How many connections are lent, idle, being opened, and how many transactions wait for one. */
export function poolState(): { lent: number; idle: number; opening: number; waiting: number } {
  const { pool } = current();
  return {
    lent: pool.numUsed(),
    idle: pool.numFree(),
    opening: pool.numPendingCreates(),
    waiting: pool.numPendingAcquires(),
  };
}

function current(): LeasedPool {
  if (!shared.chartkeepPool) configurePool(process.env.DATABASE_URL ?? "");
  const leased = shared.chartkeepPool;
  if (!leased) throw new Error("no database pool");
  return leased;
}

async function acquire(leased: LeasedPool): Promise<Connection> {
  try {
    return await leased.pool.acquire().promise;
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    const cause = leased.pool.numUsed() === 0 ? leased.connectError : error;
    throw new Unavailable("no database connection came free in time", { cause });
  }
}
