import { sql } from "drizzle-orm";
import { check, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { binary, createdAt, tenantId } from "#db/columns";
import { app } from "./schemas.ts";

/**
 * Which row an imported resource became, so that importing it again changes nothing and a reference
 * from a later file finds it. The source's own identifier is PHI: only a keyed hash of it is kept.
 */
export const importSources = app.table(
  "import_sources",
  {
    tenantId: tenantId(),
    resourceType: text().notNull(),
    sourceToken: binary().notNull(),
    entity: text().notNull(),
    rowId: uuid().notNull(),
    contentHash: binary().notNull(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    primaryKey({
      columns: [table.tenantId, table.resourceType, table.sourceToken],
    }),
    check("import_sources_token_length", sql`octet_length(${table.sourceToken}) = 16`),
  ],
);

export const importSourcesAccess: TableAccess = {
  table: importSources,
  read: { chartkeep_import: true },
  add: { chartkeep_import: true },
  edit: {
    chartkeep_import: { columns: ["row_id", "content_hash", "updated_at"] },
  },
};
