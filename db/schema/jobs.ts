import { sql } from "drizzle-orm";
import { check, integer, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { directory } from "./schemas.ts";

/**
 * Work in the background: when each kind of it is due, and whose hands it is in. A run holds its job
 * until `claimed_until` and renews that while it lives, so that one whose process has died is taken
 * over. The instants are the database's. Nothing here says what a run was about.
 */
export const jobs = directory.table(
  "jobs",
  {
    name: text().primaryKey(),
    everySeconds: integer().notNull(),
    dueAt: timestamp({ withTimezone: true }).notNull().default(sql`clock_timestamp()`),
    runId: uuid(),
    claimedUntil: timestamp({ withTimezone: true }),
    startedAt: timestamp({ withTimezone: true }),
    endedAt: timestamp({ withTimezone: true }),
    outcome: text(),
  },
  (table) => [
    check("jobs_every", sql`${table.everySeconds} > 0`),
    check("jobs_outcome", sql`${table.outcome} in ('done', 'failed')`),
    check("jobs_claim", sql`(${table.runId} is null) = (${table.claimedUntil} is null)`),
  ],
);

export const jobsAccess: TableAccess = {
  table: jobs,
  wall: null,
  read: { chartkeep_directory: true },
  add: { chartkeep_directory: true },
  edit: { chartkeep_directory: true },
};
