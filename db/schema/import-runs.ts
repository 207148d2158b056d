import { index, integer, text } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, id, instant, tenantId, tenantKey } from "#db/columns";
import { app } from "./schemas.ts";

/** One run of the importer: when, how much it read, wrote and skipped. Counts only, no file names. */
export const importRuns = app.table(
  "import_runs",
  {
    tenantId: tenantId(),
    id: id(),
    status: text().notNull(),
    resourcesRead: integer().notNull().default(0),
    rowsWritten: integer().notNull().default(0),
    resourcesSkipped: integer().notNull().default(0),
    finishedAt: instant(),
    createdAt: createdAt(),
  },
  (table) => [tenantKey(table), index("import_runs_when").on(table.tenantId, table.createdAt)],
);

export const importRunsAccess: TableAccess = {
  table: importRuns,
  read: each(["tenant_admin", "chartkeep_import"]),
  add: { chartkeep_import: true },
  edit: { chartkeep_import: true },
};
