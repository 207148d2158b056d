import { sql } from "drizzle-orm";
import { check, index, integer, text, unique, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, id, instant, tenantId, tenantKey } from "#db/columns";
import { memberRoles } from "#db/roles";
import { app } from "./schemas.ts";

/**
 * A person who works in the clinic. Members are deactivated, never removed: audit events name them.
 * Everyone in the clinic may see who works there; sign-in checks that a member is still active. Raising
 * `epoch` ends every session of the member in this clinic at once. One who was invited has no account
 * yet and so cannot act: accepting the invitation gives them one, once.
 */
export const members = app.table(
  "members",
  {
    tenantId: tenantId(),
    id: id(),
    accountId: uuid(),
    email: text(),
    displayName: text().notNull(),
    credentials: text(),
    npi: text(),
    status: text().notNull().default("active"),
    epoch: integer().notNull().default(1),
    deactivatedAt: instant(),
    lastSignInAt: instant(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    index("members_account").on(table.tenantId, table.accountId),
    index("members_by_name").on(table.tenantId, table.displayName, table.id),
    unique("members_email").on(table.tenantId, table.email),
    check(
      "members_status",
      sql`${table.status} in ('invited', 'withdrawn', 'active', 'deactivated')`,
    ),
    check(
      "members_account",
      sql`${table.accountId} is not null or ${table.status} in ('invited', 'withdrawn')`,
    ),
    check("members_invited", sql`${table.status} <> 'invited' or ${table.email} is not null`),
    check("members_email_lower", sql`${table.email} = lower(${table.email})`),
    check("members_npi", sql`${table.npi} ~ '^[0-9]{10}$'`),
  ],
);

export const membersAccess: TableAccess = {
  table: members,
  read: {
    ...each([...memberRoles, "chartkeep_directory", "chartkeep_import", "chartkeep_auditor"]),
    chartkeep_reviewer: { columns: ["tenant_id", "id", "display_name"] },
  },
  add: {
    chartkeep_import: true,
    tenant_admin: { where: "status = 'invited'" },
  },
  edit: {
    chartkeep_directory: { columns: ["last_sign_in_at", "account_id", "display_name", "status"] },
    tenant_admin: {
      columns: ["display_name", "credentials", "npi", "status", "epoch", "deactivated_at"],
    },
  },
};
