import { sql } from "drizzle-orm";
import { check, index, integer, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { binary, createdAt } from "#db/columns";
import { accounts } from "./accounts.ts";
import { directory } from "./schemas.ts";
import { tenants } from "./tenants.ts";

/**
 * A signed-in browser. The token itself is never stored, only its SHA-256; a row is removed when the
 * session ends, and replaced under a new token whenever the person proves more. `stage` says how far
 * they have come, `assurance` by what (1 password, 2 one-time code, 3 passkey), `authenticatedAt` when
 * last, `memberEpoch` as which state of the member. `displaced` names the browser of an older session
 * that had to end for this one, until its person has read so. Every limit is judged on the database clock.
 * A session that a clinic's identity provider vouched for is `confinedTo` that clinic and never opens another.
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
    memberEpoch: integer(),
    confinedTo: uuid().references(() => tenants.id),
    stage: text().notNull(),
    assurance: integer().notNull().default(1),
    epoch: integer().notNull(),
    createdAt: createdAt(),
    lastSeenAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    authenticatedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    lockedAt: timestamp({ withTimezone: true }),
    address: text(),
    userAgent: text(),
    displaced: text(),
  },
  (table) => [
    index("sessions_account").on(table.accountId),
    check("sessions_stage", sql`${table.stage} in ('pending_factor', 'choosing', 'signed_in')`),
    check("sessions_assurance", sql`${table.assurance} between 1 and 3`),
    check(
      "sessions_confined",
      sql`${table.confinedTo} is null or ${table.tenantId} is null or ${table.tenantId} = ${table.confinedTo}`,
    ),
    check("sessions_hash_length", sql`octet_length(${table.tokenHash}) = 32`),
    check(
      "sessions_clinic",
      sql`${table.stage} <> 'signed_in' or (${table.tenantId} is not null and ${table.memberId} is not null and ${table.memberEpoch} is not null)`,
    ),
  ],
);

/** What the operator ends when a clinic is suspended: what is open in that clinic, and nothing else. */
const ofClinic = "tenant_id = ANY (ARRAY[( SELECT ctx.tenant() AS tenant)])";

export const sessionsAccess: TableAccess = {
  table: sessions,
  wall: null,
  ownerReads: true,
  read: {
    chartkeep_directory: true,
    chartkeep_import: { where: ofClinic, columns: ["token_hash", "id", "tenant_id"] },
  },
  add: { chartkeep_directory: true },
  edit: {
    chartkeep_directory: { columns: ["last_seen_at", "locked_at", "epoch", "displaced"] },
  },
  remove: { chartkeep_directory: true, chartkeep_import: { where: ofClinic } },
};
