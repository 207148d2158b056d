import { sql } from "drizzle-orm";
import { check, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { tenantId } from "#db/columns";
import { audit } from "./schemas.ts";

/**
 * What the installation signed about its own checkpoints of a clinic's chain: that a former key was good up
 * to a size, or that a restore lost events and another line of checkpoints begins. The signed note is all
 * there is: what no good key signed counts for nothing, whoever put it here.
 */
export const auditStatements = audit.table(
  "statements",
  {
    tenantId: tenantId(),
    id: uuid().notNull(),
    note: text().notNull(),
    at: timestamp({ withTimezone: true, mode: "string" }).notNull().default(sql`clock_timestamp()`),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    check("statements_note_length", sql`length(${table.note}) <= 4000`),
  ],
);

export const auditStatementsAccess: TableAccess = {
  table: auditStatements,
  keeper: "audit_owner",
  read: each(["tenant_admin", "chartkeep_auditor"]),
  add: { chartkeep_auditor: { columns: ["tenant_id", "id", "note"] } },
};
