import { sql } from "drizzle-orm";
import { check, index, integer, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { id, instant, tenantId, tenantKey } from "#db/columns";
import { app } from "./schemas.ts";

/**
 * One probe of whether another clinic's rows can be reached: asked for by a member or due on schedule,
 * carried out beside the server, and then kept for good with what came of it. At most one is waiting.
 * `findings` says what did not end as it has to, in words, without any value of a row.
 */
export const isolationProbes = app.table(
  "isolation_probes",
  {
    tenantId: tenantId(),
    id: id(),
    /** Null for one that was due on schedule. */
    requestedBy: uuid(),
    requestedAt: instant().notNull().default(sql`clock_timestamp()`),
    finishedAt: instant(),
    tables: integer().notNull().default(0),
    /** Of the roles, those that were tried: without the server's login, not those of members. */
    roles: integer().notNull().default(0),
    attempts: integer().notNull().default(0),
    unexpected: integer().notNull().default(0),
    undecided: integer().notNull().default(0),
    /** Tables of clinics that hold a row to reach for. */
    canaries: integer().notNull().default(0),
    differences: integer().notNull().default(0),
    milliseconds: integer().notNull().default(0),
    /** Names the state of the catalog that was probed. */
    catalog: text().notNull().default(""),
    findings: text().notNull().default("[]"),
  },
  (table) => [
    tenantKey(table),
    uniqueIndex("isolation_probes_waiting").on(table.tenantId).where(sql`finished_at is null`),
    index("isolation_probes_when").on(table.tenantId, table.requestedAt, table.id),
    check("isolation_probes_findings", sql`octet_length(${table.findings}) <= 65536`),
  ],
);

const results = [
  "finished_at",
  "tables",
  "roles",
  "attempts",
  "unexpected",
  "undecided",
  "canaries",
  "differences",
  "milliseconds",
  "catalog",
  "findings",
];

export const isolationProbesAccess: TableAccess = {
  table: isolationProbes,
  read: { tenant_admin: true, chartkeep_auditor: true },
  add: {
    tenant_admin: {
      where: "requested_by = ( SELECT ctx.actor() AS actor)",
      columns: ["tenant_id", "id", "requested_by"],
    },
    chartkeep_auditor: { where: "requested_by IS NULL", columns: ["tenant_id", "id"] },
  },
  edit: { chartkeep_auditor: { columns: results } },
};
