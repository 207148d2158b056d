import { sql } from "drizzle-orm";
import { check, index, integer, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { binary, createdAt } from "#db/columns";
import { accounts } from "./accounts.ts";
import { directory } from "./schemas.ts";
import { tenants } from "./tenants.ts";

/**
 * A signed-in browser. The token itself is never stored, only its SHA-256; a row is removed when the
 * session ends. `stage` says how far the person has come: a clinic still to be chosen, a second
 * factor still owed, or signed in. Every limit is judged on the database clock.
 */
export const sessions = directory.table(
  "sessions",
  {
    tokenHash: binary().primaryKey(),
    id: uuid().notNull().unique("sessions_id"),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id),
    tenantId: uuid().references(() => tenants.id),
    memberId: uuid(),
    stage: text().notNull(),
    assurance: integer().notNull().default(1),
    epoch: integer().notNull(),
    createdAt: createdAt(),
    lastSeenAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    authenticatedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    address: text(),
    userAgent: text(),
  },
  (table) => [
    index("sessions_account").on(table.accountId),
    check("sessions_stage", sql`${table.stage} in ('pending_factor', 'choosing', 'signed_in')`),
    check("sessions_hash_length", sql`octet_length(${table.tokenHash}) = 32`),
    check(
      "sessions_clinic",
      sql`${table.stage} <> 'signed_in' or (${table.tenantId} is not null and ${table.memberId} is not null)`,
    ),
  ],
);

export const sessionsAccess: TableAccess = {
  table: sessions,
  wall: null,
  read: { chartkeep_directory: true },
  add: { chartkeep_directory: true },
  edit: {
    chartkeep_directory: {
      columns: ["last_seen_at", "authenticated_at", "assurance"],
    },
  },
  remove: { chartkeep_directory: true },
};
