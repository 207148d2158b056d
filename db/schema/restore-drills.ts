import { sql } from "drizzle-orm";
import { bigint, check, integer, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { instant } from "#db/columns";
import { directory } from "./schemas.ts";

/**
 * What came of bringing a backup up and looking through it: how long it took, how much was verified, and
 * how much of what had been published was not in it. Counts and instants, and no word about any record.
 * What was found stands.
 */
export const restoreDrills = directory.table(
  "restore_drills",
  {
    id: uuid().primaryKey(),
    at: timestamp({ withTimezone: true }).notNull().default(sql`clock_timestamp()`),
    /** Which backup; null for one of a server that has its own tools. */
    backupBeganAt: instant(),
    restoredTo: instant(),
    how: text().notNull(),
    seconds: integer().notNull(),
    clinics: integer().notNull(),
    events: bigint({ mode: "number" }).notNull(),
    samples: integer().notNull(),
    faults: integer().notNull(),
    /** Events that had been signed and published, and were not in it. */
    lostEvents: bigint({ mode: "number" }).notNull(),
  },
  (table) => [
    check("restore_drills_how", sql`${table.how} in ('thrown away', 'kept')`),
    check(
      "restore_drills_counts",
      sql`${table.seconds} >= 0 and ${table.clinics} >= 0 and ${table.events} >= 0 and ${table.samples} >= 0 and ${table.faults} >= 0 and ${table.lostEvents} >= 0`,
    ),
  ],
);

export const restoreDrillsAccess: TableAccess = {
  table: restoreDrills,
  wall: null,
  read: { chartkeep_directory: true },
  add: { chartkeep_directory: true },
};
