import { sql } from "drizzle-orm";
import { check, integer, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, sameTenant, tenantId } from "#db/columns";
import { memberRoles as roleNames } from "#db/roles";
import { members } from "./members.ts";
import { app } from "./schemas.ts";

/**
 * The roles that a member holds, in the order in which they are tried: a request runs under the
 * first one that allows it. Read anew for every request, so that losing a role takes effect at once.
 */
export const memberRoles = app.table(
  "member_roles",
  {
    tenantId: tenantId(),
    memberId: uuid().notNull(),
    role: text().notNull(),
    position: integer().notNull().default(1),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.memberId, table.role] }),
    sameTenant("member_roles_member", table, table.memberId, () => members),
    check(
      "member_roles_role",
      sql`${table.role} in ('medical_assistant', 'prescriber', 'biller', 'tenant_admin')`,
    ),
  ],
);

export const memberRolesAccess: TableAccess = {
  table: memberRoles,
  read: each([...roleNames, "chartkeep_directory", "chartkeep_import"]),
  add: {
    chartkeep_import: true,
    // Nobody gives a role to themselves.
    tenant_admin: { where: "member_id <> ( SELECT ctx.actor() AS actor)" },
  },
  edit: { tenant_admin: { columns: ["position"] } },
  remove: { tenant_admin: true },
};
