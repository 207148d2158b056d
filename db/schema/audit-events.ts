import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  index,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { binary, sealed, tenantId } from "#db/columns";
import { transactionId } from "./audit-outbox.ts";
import { audit } from "./schemas.ts";

/**
 * The audit trail: one chain of events per clinic. `hash` covers the row and the hash before it, so
 * an edited, missing, inserted or reordered event breaks the chain. Only the sealing trigger writes
 * here; nothing is ever changed or removed. The tenant admin reads it, and the verifier.
 */
export const auditEvents = audit.table(
  "events",
  {
    tenantId: tenantId(),
    seq: bigint({ mode: "number" }).notNull(),
    id: uuid().notNull(),
    at: timestamp({ withTimezone: true, mode: "string" }).notNull(),
    transactionId: transactionId().notNull(),
    actorId: uuid().notNull(),
    dbRole: text().notNull(),
    action: text().notNull(),
    outcome: text().notNull(),
    entity: text().notNull(),
    entityId: uuid().notNull(),
    subjects: uuid().array().notNull(),
    detail: sealed(),
    detailHash: binary().notNull(),
    prevHash: binary().notNull(),
    hash: binary().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.seq] }),
    unique("events_id").on(table.tenantId, table.id),
    index("events_actor").on(table.tenantId, table.actorId, table.seq.desc()),
    index("events_action").on(table.tenantId, table.action, table.seq.desc()),
    index("events_at").on(table.tenantId, table.at.desc(), table.seq.desc()),
    index("events_outcome").on(table.tenantId, table.outcome, table.seq.desc()),
    check(
      "events_hash_length",
      sql`octet_length(${table.hash}) = 32 and octet_length(${table.prevHash}) = 32 and octet_length(${table.detailHash}) = 32`,
    ),
  ],
);

export const auditEventsAccess: TableAccess = {
  table: auditEvents,
  keeper: "audit_owner",
  read: each(["tenant_admin", "chartkeep_auditor"]),
};
