import { sql } from "drizzle-orm";
import { bigint, check, integer, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { createdAt, id, instant, tenantId, tenantKey } from "#db/columns";
import { app } from "./schemas.ts";

/**
 * A change of a clinic's field key: asked for by an administrator or the operator, begun by the job that
 * makes the new version, and finished when no record is left under an older one. In between it stands at
 * the row of `at_table` and `at_id`, so that a run that was cut off goes on where it was. A clinic has one
 * at a time. Its state is in its instants: not begun, under way, finished.
 */
export const keyRotations = app.table(
  "key_rotations",
  {
    tenantId: tenantId(),
    id: id(),
    requestedBy: uuid().notNull(),
    requestedAt: createdAt(),
    startedAt: instant(),
    toVersion: integer(),
    pass: integer().notNull().default(1),
    passStartedAt: instant(),
    atTable: text(),
    atId: uuid(),
    rowsTotal: bigint({ mode: "number" }).notNull().default(0),
    rowsMoved: bigint({ mode: "number" }).notNull().default(0),
    /** Rows of the last pass that did not open: they stay as they are. */
    rowsRefused: bigint({ mode: "number" }).notNull().default(0),
    finishedAt: instant(),
  },
  (table) => [
    tenantKey(table),
    uniqueIndex("key_rotations_open").on(table.tenantId).where(sql`finished_at is null`),
    check(
      "key_rotations_started",
      sql`(${table.startedAt} is null) = (${table.toVersion} is null)`,
    ),
    check(
      "key_rotations_counts",
      sql`${table.rowsTotal} >= 0 and ${table.rowsMoved} >= 0 and ${table.rowsRefused} >= 0 and ${table.pass} > 0`,
    ),
  ],
);

/** Who asks says so in their own name. */
const asked = {
  where: "requested_by = ( SELECT ctx.actor() AS actor)",
  columns: ["tenant_id", "id", "requested_by"],
};

const progress = [
  "started_at",
  "to_version",
  "pass",
  "pass_started_at",
  "at_table",
  "at_id",
  "rows_total",
  "rows_moved",
  "rows_refused",
  "finished_at",
];

export const keyRotationsAccess: TableAccess = {
  table: keyRotations,
  read: { tenant_admin: true, chartkeep_rotator: true },
  add: {
    tenant_admin: asked,
    chartkeep_rotator: asked,
  },
  edit: { chartkeep_rotator: { columns: progress } },
};
