import { sql } from "drizzle-orm";
import { boolean, check, integer, text } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, id, instant, tenantId, tenantKey } from "#db/columns";
import { app } from "./schemas.ts";

/**
 * What a clinic decides about its own oversight: whether an accounting of disclosures also names
 * treatment, payment and operations, and when the clinic is open, by its own clock (days of the week
 * from 1 for Monday, minutes of the day). Its id is the clinic's own, so that the key allows each clinic
 * one; without a row the defaults hold. The tenant admin changes it, nothing is removed.
 */
export const complianceRules = app.table(
  "compliance_rules",
  {
    tenantId: tenantId(),
    id: id(),
    accountsForCare: boolean().notNull().default(false),
    openDays: text().notNull().default("12345"),
    opensMinute: integer().notNull().default(420),
    closesMinute: integer().notNull().default(1140),
    changedAt: instant().notNull().defaultNow(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    check("compliance_rules_days", sql`${table.openDays} ~ '^[1-7]{0,7}$'`),
    check(
      "compliance_rules_hours",
      sql`${table.opensMinute} >= 0 and ${table.opensMinute} < ${table.closesMinute} and ${table.closesMinute} <= 1440`,
    ),
  ],
);

const rules = ["accounts_for_care", "open_days", "opens_minute", "closes_minute", "changed_at"];

export const complianceRulesAccess: TableAccess = {
  table: complianceRules,
  read: each(["tenant_admin", "chartkeep_reviewer"]),
  add: { tenant_admin: true },
  edit: { tenant_admin: { columns: rules } },
};
