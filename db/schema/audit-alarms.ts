import { sql } from "drizzle-orm";
import { check, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { id, tenantId, tenantKey } from "#db/columns";
import { audit } from "./schemas.ts";

/**
 * An incident of a clinic's chain: it was found damaged, or nobody could verify and sign it in time.
 * One of a kind is open at a time, so that the clinic's admins hear of it once; it ends with the
 * first walk, or the first signature, that finds everything in order again.
 */
export const auditAlarms = audit.table(
  "alarms",
  {
    tenantId: tenantId(),
    id: id(),
    kind: text().notNull(),
    raisedAt: timestamp({ withTimezone: true, mode: "string" })
      .notNull()
      .default(sql`clock_timestamp()`),
    mailedAt: timestamp({ withTimezone: true, mode: "string" }),
    clearedAt: timestamp({ withTimezone: true, mode: "string" }),
  },
  (table) => [
    tenantKey(table),
    uniqueIndex("alarms_open").on(table.tenantId, table.kind).where(sql`cleared_at is null`),
    check("alarms_kind", sql`${table.kind} in ('damaged', 'behind')`),
  ],
);

export const auditAlarmsAccess: TableAccess = {
  table: auditAlarms,
  keeper: "audit_owner",
  read: each(["tenant_admin", "chartkeep_auditor"]),
  add: each(["tenant_admin", "chartkeep_auditor"], { columns: ["tenant_id", "id", "kind"] }),
  edit: {
    tenant_admin: { columns: ["cleared_at"] },
    chartkeep_auditor: { columns: ["mailed_at", "cleared_at"] },
  },
};
