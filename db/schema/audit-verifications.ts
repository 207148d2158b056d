import { sql } from "drizzle-orm";
import { bigint, check, index, text, timestamp } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { actingMember, binary, id, tenantId, tenantKey } from "#db/columns";
import { audit } from "./schemas.ts";

/**
 * Each time that a chain was walked, and what that showed: all of it, or from the last checkpoint on.
 * It stands beside the chain, not in it: a walk on schedule would otherwise make the next one
 * necessary, and nothing is added to a damaged chain. Nobody chooses who it was or when.
 */
export const auditVerifications = audit.table(
  "verifications",
  {
    tenantId: tenantId(),
    id: id(),
    at: timestamp({ withTimezone: true, mode: "string" }).notNull().default(sql`clock_timestamp()`),
    actorId: actingMember(),
    extent: text().notNull(),
    fromPosition: bigint({ mode: "number" }).notNull(),
    position: bigint({ mode: "number" }).notNull(),
    head: binary().notNull(),
    /** The largest checkpoint that the chain was held against. */
    checkpointSize: bigint({ mode: "number" }),
    damagedPosition: bigint({ mode: "number" }),
    damage: text(),
    part: text(),
  },
  (table) => [
    tenantKey(table),
    index("verifications_newest").on(table.tenantId, table.at),
    index("verifications_full").on(table.tenantId, table.at).where(sql`extent = 'full'`),
    check("verifications_extent", sql`${table.extent} in ('full', 'recent')`),
    check(
      "verifications_damage",
      sql`(${table.damage} is null) = (${table.damagedPosition} is null) and (${table.damage} is null) = (${table.part} is null)`,
    ),
  ],
);

const said = {
  columns: [
    "tenant_id",
    "id",
    "extent",
    "from_position",
    "position",
    "head",
    "checkpoint_size",
    "damaged_position",
    "damage",
    "part",
  ],
} as const;

export const auditVerificationsAccess: TableAccess = {
  table: auditVerifications,
  keeper: "audit_owner",
  read: each(["tenant_admin", "chartkeep_auditor"]),
  add: each(["tenant_admin", "chartkeep_auditor"], said),
};
