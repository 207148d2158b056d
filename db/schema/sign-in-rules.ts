import { sql } from "drizzle-orm";
import { check, integer, primaryKey, text } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { tenantId } from "#db/columns";
import { memberRoles } from "#db/roles";
import { app } from "./schemas.ts";

/**
 * By what the clinic asks those who hold a role to have shown who they are: 1 a password, 2 any second
 * factor, 3 a passkey. A role without a row asks for a password. Everyone may read it, the tenant admin changes it,
 * nothing is removed. Sign-in reads it for every request, so that a stricter rule holds at once.
 */
export const signInRules = app.table(
  "sign_in_rules",
  {
    tenantId: tenantId(),
    role: text().notNull(),
    assurance: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.role] }),
    check(
      "sign_in_rules_role",
      sql`${table.role} in ('medical_assistant', 'prescriber', 'biller', 'tenant_admin')`,
    ),
    check("sign_in_rules_assurance", sql`${table.assurance} between 1 and 3`),
  ],
);

export const signInRulesAccess: TableAccess = {
  table: signInRules,
  read: each([...memberRoles, "chartkeep_directory"]),
  add: { tenant_admin: true },
  edit: { tenant_admin: { columns: ["assurance"] } },
};
