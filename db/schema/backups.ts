import { sql } from "drizzle-orm";
import { bigint, check, integer, timestamp } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { instant } from "#db/columns";
import { directory } from "./schemas.ts";

/**
 * The base backups that the operator took, by the instant at which each began, and up to when their log
 * is kept with them. Where they lie stands nowhere: whoever reads the database does not learn it.
 */
export const backups = directory.table(
  "backups",
  {
    beganAt: timestamp({ withTimezone: true }).primaryKey(),
    finishedAt: timestamp({ withTimezone: true }).notNull(),
    /** Everything that was committed before is in it. */
    coveredUntil: timestamp({ withTimezone: true }).notNull(),
    files: integer().notNull(),
    bytes: bigint({ mode: "number" }).notNull(),
    /** When every byte of it was last compared with its manifest. */
    verifiedAt: instant(),
  },
  (table) => [
    check("backups_span", sql`${table.finishedAt} >= ${table.beganAt}`),
    check("backups_size", sql`${table.files} > 0 and ${table.bytes} > 0`),
  ],
);

export const backupsAccess: TableAccess = {
  table: backups,
  wall: null,
  read: { chartkeep_directory: true },
  add: { chartkeep_directory: true },
  edit: { chartkeep_directory: { columns: ["covered_until", "verified_at"] } },
};
