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
import { binary, sealed } from "#db/columns";
import { machineAddress, transactionId } from "./audit-outbox.ts";
import { audit } from "./schemas.ts";

const noGrant = sql.raw("'00000000-0000-0000-0000-000000000000'::uuid");

/**
 * The audit trail: one chain of events per clinic. `hash` covers the row and the hash before it, so
 * an edited, missing, inserted or reordered event breaks the chain. Only the sealing trigger writes
 * here; nothing is ever changed or removed. The tenant admin reads it, and the verifier.
 *
 * There is no reference to the clinic: the chain's head has it, and an append should touch no row
 * that every request shares. `events_told` is the trail as it is first shown, without the row events of a bulk
 * import. `events_actor` and `events_action` answer every mixture of member, action, role, outcome and purpose: for
 * each kind of event that there is, the newest ones. They end in the address, so that a wide range of addresses is
 * told from them without a look at the rows; a narrow one is entered by `events_address`. The last two, which are
 * small, are for what was done under break-glass grants.
 */
export const auditEvents = audit.table(
  "events",
  {
    tenantId: uuid().notNull(),
    seq: bigint({ mode: "number" }).notNull(),
    id: uuid().notNull(),
    at: timestamp({ withTimezone: true, mode: "string" }).notNull(),
    transactionId: transactionId().notNull(),
    actorId: uuid().notNull(),
    dbRole: text().notNull(),
    action: text().notNull(),
    outcome: text().notNull(),
    entity: text().notNull(),
    purpose: text().notNull(),
    address: machineAddress(),
    entityId: uuid().notNull(),
    /** The break-glass grant that it was done under; all zeros where there was none. */
    grantId: uuid().notNull(),
    subjects: uuid().array().notNull(),
    detail: sealed(),
    detailHash: binary().notNull(),
    prevHash: binary().notNull(),
    hash: binary().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.seq] }),
    unique("events_id").on(table.tenantId, table.id),
    index("events_actor").on(
      table.tenantId,
      table.actorId,
      table.action,
      table.dbRole,
      table.outcome,
      table.purpose,
      table.seq,
      table.address,
    ),
    index("events_action").on(
      table.tenantId,
      table.action,
      table.dbRole,
      table.outcome,
      table.purpose,
      table.seq,
      table.address,
    ),
    index("events_address")
      .on(
        table.tenantId,
        table.address,
        table.actorId,
        table.action,
        table.dbRole,
        table.outcome,
        table.purpose,
        table.seq,
      )
      .where(sql`address is not null`),
    index("events_under_grant").on(table.tenantId, table.seq).where(sql`grant_id <> ${noGrant}`),
    index("events_grant")
      .on(table.tenantId, table.grantId, table.seq)
      .where(sql`grant_id <> ${noGrant}`),
    index("events_at").on(table.tenantId, table.at, table.seq),
    index("events_told")
      .on(table.tenantId, table.seq)
      .where(sql`action not in ('row.added', 'row.changed', 'row.removed')`),
    check(
      "events_hash_length",
      sql`octet_length(${table.hash}) = 32 and octet_length(${table.prevHash}) = 32 and octet_length(${table.detailHash}) = 32`,
    ),
  ],
);

export const auditEventsAccess: TableAccess = {
  table: auditEvents,
  keeper: "audit_owner",
  read: {
    ...each(["tenant_admin", "chartkeep_auditor"]),
    // Who opened whose record and when, and nothing of what an event adds in words.
    chartkeep_reviewer: {
      columns: ["tenant_id", "seq", "at", "actor_id", "action", "outcome", "subjects"],
    },
  },
};
