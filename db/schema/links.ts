import { sql } from "drizzle-orm";
import { check, index, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { binary, createdAt, instant } from "#db/columns";
import { accounts } from "./accounts.ts";
import { directory } from "./schemas.ts";
import { tenants } from "./tenants.ts";

/**
 * A link that was mailed to somebody: to choose a new password, or to accept an invitation. The token
 * is never stored, only its SHA-256. A link works once, until `expiresAt`, for the address it was sent
 * to, and only as the newest of its kind: making one removes those before it. `sentAt` is when the mail
 * server took the mail; without it nobody has the token.
 */
export const links = directory.table(
  "links",
  {
    tokenHash: binary().primaryKey(),
    kind: text().notNull(),
    email: text().notNull(),
    accountId: uuid().references(() => accounts.id),
    tenantId: uuid().references(() => tenants.id),
    memberId: uuid(),
    createdAt: createdAt(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    sentAt: instant(),
    usedAt: instant(),
  },
  (table) => [
    index("links_account").on(table.accountId),
    index("links_member").on(table.tenantId, table.memberId),
    check("links_kind", sql`${table.kind} in ('reset', 'invitation')`),
    check("links_hash_length", sql`octet_length(${table.tokenHash}) = 32`),
    check("links_reset", sql`${table.kind} <> 'reset' or ${table.accountId} is not null`),
    check(
      "links_invitation",
      sql`${table.kind} <> 'invitation' or (${table.tenantId} is not null and ${table.memberId} is not null)`,
    ),
  ],
);

export const linksAccess: TableAccess = {
  table: links,
  wall: null,
  read: { chartkeep_directory: true },
  add: { chartkeep_directory: true },
  edit: { chartkeep_directory: { columns: ["sent_at", "used_at"] } },
  remove: { chartkeep_directory: true },
};
