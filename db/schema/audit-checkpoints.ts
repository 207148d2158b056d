import { sql } from "drizzle-orm";
import { bigint, check, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { binary, tenantId } from "#db/columns";
import { audit } from "./schemas.ts";

/**
 * What was signed of each clinic's chain: how long it was and the root of the tree over its hashes.
 * `note` is the signed checkpoint as it also lies outside of the database. `head` is the hash of the
 * last event in it and `edge` the right edge of the tree in front of that event; both together give
 * the signed root, so neither can be exchanged, and the next checkpoint goes on from there.
 */
export const auditCheckpoints = audit.table(
  "checkpoints",
  {
    tenantId: tenantId(),
    size: bigint({ mode: "number" }).notNull(),
    head: binary().notNull(),
    edge: binary().notNull(),
    note: text().notNull(),
    at: timestamp({ withTimezone: true, mode: "string" }).notNull().default(sql`clock_timestamp()`),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.size] }),
    check("checkpoints_size", sql`${table.size} > 0`),
    check("checkpoints_head_length", sql`octet_length(${table.head}) = 32`),
    check("checkpoints_note_length", sql`length(${table.note}) <= 4000`),
  ],
);

export const auditCheckpointsAccess: TableAccess = {
  table: auditCheckpoints,
  keeper: "audit_owner",
  read: each(["tenant_admin", "chartkeep_auditor"]),
  add: { chartkeep_auditor: { columns: ["tenant_id", "size", "head", "edge", "note"] } },
};
