import { sql } from "drizzle-orm";
import { Connection } from "./connection.ts";
import { runTransaction } from "./transaction.ts";

/** How one kind of background work stands, on the database's clock. */
export interface JobPulse {
  readonly name: string;
  readonly outcome: "done" | "failed" | null;
  /** Seconds since the last run ended; null before the first. */
  readonly sinceEnd: number | null;
  /** By how many seconds a run is overdue; 0 while it is not, or while it runs. */
  readonly overdue: number;
}

/** What the database says of itself when it is asked how it is. */
export interface Pulse {
  /** The newest migration that it has, by its time. */
  readonly migration: string | null;
  readonly jobs: readonly JobPulse[];
}

const question = sql`
  select (select substring(obj_description('app'::regnamespace, 'pg_namespace') from 'migration (\\d+)')) as migration,
    (select coalesce(json_agg(json_build_object('name', name, 'outcome', outcome,
      'sinceEnd', extract(epoch from clock_timestamp() - ended_at),
      'overdue', case when claimed_until > clock_timestamp() then 0
        else greatest(0, extract(epoch from clock_timestamp() - due_at)) end) order by name), '[]')
    from directory.jobs) as jobs`;

// The server's bundles may each hold a copy of this module; the process asks over one connection.
const shared = globalThis as typeof globalThis & {
  chartkeepPulse?: { connection: Connection | undefined; asking: Promise<Pulse> | undefined };
};

/**
 * Asks the database how it is, over a connection that nothing else uses: it answers also while every
 * connection of the pool is taken. Whoever asks meanwhile gets the same answer.
 */
export function takePulse(url: string, contextKey: string): Promise<Pulse> {
  shared.chartkeepPulse ??= { connection: undefined, asking: undefined };
  const state = shared.chartkeepPulse;
  state.asking ??= ask(state, url, contextKey).finally(() => {
    state.asking = undefined;
  });
  return state.asking;
}

/** Closes the connection, as at the end of a test. */
export async function closePulse(): Promise<void> {
  const connection = shared.chartkeepPulse?.connection;
  if (shared.chartkeepPulse) shared.chartkeepPulse.connection = undefined;
  await connection?.close();
}

async function ask(
  state: { connection: Connection | undefined },
  url: string,
  contextKey: string,
): Promise<Pulse> {
  if (!state.connection || state.connection.lost) {
    const connection = new Connection(url, contextKey);
    await connection.open().catch((error: unknown) => {
      connection.kill("could not connect");
      throw error;
    });
    state.connection = connection;
  }
  const nobody = { role: "chartkeep_directory", tenantId: "", actorId: "" } as const;
  return runTransaction(state.connection, nobody, async (tx) => {
    const [row] = await tx.execute<{ migration: string | null; jobs: JobPulse[] }>(question);
    return { migration: row?.migration ?? null, jobs: row?.jobs ?? [] };
  });
}
