import { sql } from "drizzle-orm";
import { check, integer, primaryKey, text } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { instant, tenantId } from "#db/columns";
import { memberRoles, systemRoles } from "#db/roles";
import { app } from "./schemas.ts";

/**
 * When each version of a clinic's keys was last fetched to be unwrapped. A process fetches them at most
 * every five minutes, so this is the last use to within five minutes.
 */
export const keyUses = app.table(
  "key_uses",
  {
    tenantId: tenantId(),
    purpose: text().notNull(),
    version: integer().notNull(),
    usedAt: instant().notNull().default(sql`clock_timestamp()`),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.purpose, table.version] }),
    check("key_uses_version", sql`${table.version} > 0`),
  ],
);

const everybody = [...memberRoles, ...systemRoles];

export const keyUsesAccess: TableAccess = {
  table: keyUses,
  read: each(everybody),
  add: each(everybody, { columns: ["tenant_id", "purpose", "version"] }),
  edit: each(everybody, { columns: ["used_at"] }),
};
