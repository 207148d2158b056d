import { sql } from "drizzle-orm";
import { check, integer, primaryKey, text } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { binary, createdAt, tenantId } from "#db/columns";
import { memberRoles, systemRoles } from "#db/roles";
import { app } from "./schemas.ts";

/**
 * The clinic's data keys, each wrapped by the key provider: one line of versions for sealing fields,
 * one for search tokens, so that rotating the first needs no new index. `kcv` is a check value that
 * tells a wrong key before it opens anything. A destroyed version keeps its row and loses `wrapped`.
 */
export const tenantKeys = app.table(
  "tenant_keys",
  {
    tenantId: tenantId(),
    purpose: text().notNull(),
    version: integer().notNull(),
    wrapped: binary(),
    kcv: binary().notNull(),
    provider: text().notNull(),
    state: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.purpose, table.version] }),
    check("tenant_keys_purpose", sql`${table.purpose} in ('field', 'index')`),
    check("tenant_keys_version", sql`${table.version} > 0`),
    check("tenant_keys_state", sql`${table.state} in ('primary', 'decrypt', 'destroyed')`),
    check(
      "tenant_keys_destroyed",
      sql`(${table.state} = 'destroyed') = (${table.wrapped} is null)`,
    ),
  ],
);

export const tenantKeysAccess: TableAccess = {
  table: tenantKeys,
  read: each([...memberRoles, ...systemRoles]),
  add: each(["chartkeep_import", "chartkeep_rotator"]),
  edit: { chartkeep_rotator: { columns: ["wrapped", "provider", "state"] } },
};
