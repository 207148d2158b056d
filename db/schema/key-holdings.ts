import { sql } from "drizzle-orm";
import { bigint, check, integer, primaryKey, text } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { instant, tenantId } from "#db/columns";
import { app } from "./schemas.ts";

/**
 * How many rows of a table the clinic had under each version of its field key when they were last
 * counted. A row counts under the oldest version that any of its envelopes needs. While a rotation runs,
 * each batch moves its rows from one line to the other.
 */
export const keyHoldings = app.table(
  "key_holdings",
  {
    tenantId: tenantId(),
    heldIn: text().notNull(),
    version: integer().notNull(),
    rows: bigint({ mode: "number" }).notNull(),
    countedAt: instant().notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.heldIn, table.version] }),
    check("key_holdings_rows", sql`${table.rows} >= 0`),
  ],
);

export const keyHoldingsAccess: TableAccess = {
  table: keyHoldings,
  read: { tenant_admin: true, chartkeep_rotator: true },
  add: { chartkeep_rotator: true },
  edit: { chartkeep_rotator: { columns: ["rows", "counted_at"] } },
  remove: { chartkeep_rotator: true },
};
