import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { sessions } from "#db/schema/sessions";
import type { Queries } from "#db/transaction";
import { sessionLimits } from "./limits.ts";

/** So many seconds, as an interval of the database. */
export const seconds = (count: number) => sql`make_interval(secs => ${count}::int)`;

/** When a session ends if nobody does anything. */
export const idleEnd = sql`${sessions.lastSeenAt} + ${seconds(sessionLimits.idle)}`;

/** When it ends whatever anybody does. */
export const overallEnd = sql`${sessions.createdAt} + ${seconds(sessionLimits.overall)}`;

/** Whether a session is within both limits at this moment, on the database clock. */
export const isLive = sql`clock_timestamp() < ${idleEnd} and clock_timestamp() < ${overallEnd}`;

/** Whole seconds until then. */
export const secondsUntil = (end: SQL) =>
  sql<number>`floor(extract(epoch from (${end} - clock_timestamp())))::int`;

/**
 * Waits until nobody else changes the sessions of this account; held until the transaction ends. So
 * what ends a session also finds it when it was given a new token a moment ago.
 */
export async function takeTurn(tx: Queries, accountId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${accountId}, 7))`);
}
