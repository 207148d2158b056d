import { sql } from "drizzle-orm";
import { bigint, check, primaryKey } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { binary, tenantId } from "#db/columns";
import { audit } from "./schemas.ts";

/**
 * Where each clinic's chain ends: the last position and its hash, against which a cut-off tail shows.
 * The row is made with the first event, once; afterwards it only ever moves forward.
 */
export const auditHeads = audit.table(
  "heads",
  {
    tenantId: tenantId(),
    seq: bigint({ mode: "number" }).notNull(),
    hash: binary().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId] }),
    check("heads_hash_length", sql`octet_length(${table.hash}) = 32`),
  ],
);

export const auditHeadsAccess: TableAccess = {
  table: auditHeads,
  keeper: "audit_owner",
  read: each(["tenant_admin", "chartkeep_auditor"]),
};
