import { sql } from "drizzle-orm";
import { check, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { memberRoles } from "#db/roles";
import { directory } from "./schemas.ts";

/**
 * A clinic: the owner of every tenant row and the unit of isolation. It holds no PHI. Members see
 * their own clinic only; sign-in lists the clinics of an account; nothing is ever removed.
 */
export const tenants = directory.table(
  "tenants",
  {
    id: uuid().primaryKey(),
    slug: text().notNull(),
    name: text().notNull(),
    specialty: text().notNull(),
    color: text().notNull(),
    timeZone: text().notNull(),
    status: text().notNull().default("active"),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    unique("tenants_slug").on(table.slug),
    check("tenants_status", sql`${table.status} in ('active', 'suspended', 'offboarded')`),
    check("tenants_slug_shape", sql`${table.slug} ~ '^[a-z0-9][a-z0-9-]{1,62}$'`),
  ],
);

const own = { where: "id = ANY (ARRAY[( SELECT ctx.tenant() AS tenant)])" };

export const tenantsAccess: TableAccess = {
  table: tenants,
  wall: null,
  read: {
    ...Object.fromEntries(memberRoles.map((role) => [role, own])),
    chartkeep_auditor: true,
    chartkeep_reviewer: { ...own, columns: ["id", "time_zone", "created_at"] },
    chartkeep_directory: true,
    chartkeep_import: true,
  },
  add: { chartkeep_import: true },
  edit: {
    chartkeep_import: {
      columns: ["name", "specialty", "color", "time_zone", "status"],
    },
  },
};
