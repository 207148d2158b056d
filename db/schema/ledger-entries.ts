import { sql } from "drizzle-orm";
import { check, date, index, text, unique, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { binary, createdAt, id, sameTenant, tenantId, tenantKey } from "#db/columns";
import { app } from "./schemas.ts";

/**
 * One event of the clinic's double-entry ledger; its postings sum to zero (checked when the
 * transaction commits). Append-only: a mistake is answered by an entry that reverses it. A command
 * repeated with the same idempotency key finds its entry here and has no second effect;
 * `requestHash` (keyed, since a request holds what is sealed elsewhere) tells a repeat from another
 * request under the same key.
 */
export const ledgerEntries = app.table(
  "ledger_entries",
  {
    tenantId: tenantId(),
    id: id(),
    kind: text().notNull(),
    effectiveOn: date({ mode: "string" }).notNull(),
    postedBy: uuid().notNull(),
    idempotencyKey: uuid(),
    requestHash: binary(),
    reversesId: uuid(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("ledger_entries_reverses", table, table.reversesId, () => table),
    unique("ledger_entries_key").on(table.tenantId, table.idempotencyKey),
    index("ledger_entries_when").on(table.tenantId, table.effectiveOn, table.id),
    check(
      "ledger_entries_kind",
      sql`${table.kind} in ('invoice', 'payment', 'allocation', 'adjustment', 'refund', 'reversal')`,
    ),
    check(
      "ledger_entries_request",
      sql`(${table.idempotencyKey} is null) = (${table.requestHash} is null)`,
    ),
  ],
);

export const ledgerEntriesAccess: TableAccess = {
  table: ledgerEntries,
  read: each(["biller", "tenant_admin", "chartkeep_import"]),
  add: {
    biller: { where: "posted_by = ( SELECT ctx.actor() AS actor)" },
    chartkeep_import: true,
  },
};
