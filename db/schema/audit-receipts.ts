import { sql } from "drizzle-orm";
import { bigint, check, foreignKey, index, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { tenantId } from "#db/columns";
import { auditCheckpoints } from "./audit-checkpoints.ts";
import { audit } from "./schemas.ts";

/**
 * Who else has a checkpoint: a place outside of the database that it was appended to, or a witness,
 * whose signature line is kept. A checkpoint without a receipt is offered again.
 */
export const auditReceipts = audit.table(
  "receipts",
  {
    tenantId: tenantId(),
    size: bigint({ mode: "number" }).notNull(),
    keeper: text().notNull(),
    kind: text().notNull(),
    cosignature: text(),
    at: timestamp({ withTimezone: true, mode: "string" }).notNull().default(sql`clock_timestamp()`),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.size, table.keeper] }),
    index("receipts_by_keeper").on(table.tenantId, table.keeper, table.size),
    index("receipts_witnessed").on(table.tenantId, table.size).where(sql`kind = 'witness'`),
    foreignKey({
      name: "receipts_checkpoint",
      columns: [table.tenantId, table.size],
      foreignColumns: [auditCheckpoints.tenantId, auditCheckpoints.size],
    }),
    check("receipts_kind", sql`${table.kind} in ('sink', 'witness')`),
    check("receipts_cosignature", sql`length(${table.cosignature}) <= 1000`),
  ],
);

export const auditReceiptsAccess: TableAccess = {
  table: auditReceipts,
  keeper: "audit_owner",
  read: each(["tenant_admin", "chartkeep_auditor"]),
  add: { chartkeep_auditor: { columns: ["tenant_id", "size", "keeper", "kind", "cosignature"] } },
};
