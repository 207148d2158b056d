import { sql } from "drizzle-orm";
import { check, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { binary, createdAt, id, instant, sameTenant, tenantId, tenantKey } from "#db/columns";
import { members } from "./members.ts";
import { app } from "./schemas.ts";

/**
 * The end of a clinic's records: asked for by a person at the operator's, approved by an administrator of
 * the clinic, carried out once, and certified. `found` is what was there before the keys were destroyed;
 * `certificate` is the text that was signed. Nothing here is ever removed.
 */
export const shreddings = app.table(
  "shreddings",
  {
    tenantId: tenantId(),
    id: id(),
    requestedByName: text().notNull(),
    requestedAt: createdAt(),
    approvedBy: uuid(),
    approvedAt: instant(),
    destroyedByName: text(),
    destroyedAt: instant(),
    found: text(),
    certificate: text(),
    signature: binary(),
    verifyingKey: binary(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("shreddings_member", table, table.approvedBy, () => members),
    uniqueIndex("shreddings_open").on(table.tenantId).where(sql`destroyed_at is null`),
    check("shreddings_name", sql`length(${table.requestedByName}) between 2 and 200`),
  ],
);

export const shreddingsAccess: TableAccess = {
  table: shreddings,
  read: { tenant_admin: true, chartkeep_rotator: true },
  add: { chartkeep_rotator: { columns: ["tenant_id", "id", "requested_by_name"] } },
  edit: {
    tenant_admin: { columns: ["approved_by", "approved_at"] },
    chartkeep_rotator: {
      columns: [
        "destroyed_by_name",
        "destroyed_at",
        "found",
        "certificate",
        "signature",
        "verifying_key",
      ],
    },
  },
};
