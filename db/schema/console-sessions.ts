import { sql } from "drizzle-orm";
import { check, index, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { instant } from "#db/columns";
import { directory } from "./schemas.ts";
import { tenants } from "./tenants.ts";

/**
 * Incident consoles: which clinic each looks into, until when, and when it was last heard of. One that is
 * killed says nothing at its end, so the background work ends it for it; and what was ended once is not
 * asked again. The instants are the database's.
 */
export const consoleSessions = directory.table(
  "console_sessions",
  {
    id: uuid().primaryKey(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id),
    openedAt: timestamp({ withTimezone: true }).notNull().default(sql`clock_timestamp()`),
    until: timestamp({ withTimezone: true }).notNull(),
    seenAt: timestamp({ withTimezone: true }).notNull().default(sql`clock_timestamp()`),
    closedAt: instant(),
    closedBy: text(),
  },
  (table) => [
    index("console_sessions_open").on(table.tenantId).where(sql`closed_at is null`),
    check(
      "console_sessions_closed",
      sql`(${table.closedAt} is null) = (${table.closedBy} is null) and ${table.closedBy} in ('operator', 'time', 'signal', 'nobody')`,
    ),
  ],
);

/** The consoles of the clinic in whose trail the same transaction says so. */
const ofClinic = "tenant_id = ANY (ARRAY[( SELECT ctx.tenant() AS tenant)])";

export const consoleSessionsAccess: TableAccess = {
  table: consoleSessions,
  wall: null,
  read: { chartkeep_directory: true, chartkeep_import: { where: ofClinic } },
  add: {
    chartkeep_import: { where: ofClinic, columns: ["id", "tenant_id", "opened_at", "until"] },
  },
  edit: {
    chartkeep_import: { where: ofClinic, columns: ["seen_at", "closed_at", "closed_by"] },
  },
};
