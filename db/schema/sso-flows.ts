import { sql } from "drizzle-orm";
import { check, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { binary, createdAt } from "#db/columns";
import { directory } from "./schemas.ts";
import { tenants } from "./tenants.ts";

/**
 * A browser on its way to a clinic's identity provider and back. It is bound to that browser by a
 * cookie of which only the hash is kept, to the connection as it was, and, where an identity is to be
 * linked, to the session that asked. Coming back removes the row, so that nobody comes back twice.
 */
export const ssoFlows = directory.table(
  "sso_flows",
  {
    tokenHash: binary().primaryKey(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id),
    connectionId: uuid().notNull(),
    issuer: text().notNull(),
    clientId: text().notNull(),
    sessionId: uuid(),
    next: text().notNull(),
    createdAt: createdAt(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [check("sso_flows_hash_length", sql`octet_length(${table.tokenHash}) = 32`)],
);

export const ssoFlowsAccess: TableAccess = {
  table: ssoFlows,
  wall: null,
  read: { chartkeep_directory: true },
  add: { chartkeep_directory: true },
  remove: { chartkeep_directory: true },
};
