import { sql } from "drizzle-orm";
import { check, primaryKey, text } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { tenantId } from "#db/columns";
import { memberRoles } from "#db/roles";
import { app } from "./schemas.ts";

/**
 * What the clinic asks of whoever works under a role, beyond a password: nothing, any second factor,
 * or a passkey. A role without a row asks nothing. Everyone may read it, the tenant admin changes it,
 * nothing is removed. Sign-in reads it for every request, so that a stricter rule holds at once.
 */
export const signInRules = app.table(
  "sign_in_rules",
  {
    tenantId: tenantId(),
    role: text().notNull(),
    requirement: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.role] }),
    check(
      "sign_in_rules_role",
      sql`${table.role} in ('medical_assistant', 'prescriber', 'biller', 'tenant_admin')`,
    ),
    check("sign_in_rules_requirement", sql`${table.requirement} in ('none', 'factor', 'passkey')`),
  ],
);

export const signInRulesAccess: TableAccess = {
  table: signInRules,
  read: each([...memberRoles, "chartkeep_directory"]),
  add: { tenant_admin: true },
  edit: { tenant_admin: { columns: ["requirement"] } },
};
