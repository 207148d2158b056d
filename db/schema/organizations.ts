import { index, text } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, id, tenantId, tenantKey } from "#db/columns";
import { memberRoles } from "#db/roles";
import { app } from "./schemas.ts";

/** A clinic, laboratory or hospital that records name. Not about a patient, so nothing in it is sealed. */
export const organizations = app.table(
  "organizations",
  {
    tenantId: tenantId(),
    id: id(),
    name: text().notNull(),
    kind: text(),
    createdAt: createdAt(),
  },
  (table) => [tenantKey(table), index("organizations_name").on(table.tenantId, table.name)],
);

export const organizationsAccess: TableAccess = {
  table: organizations,
  read: each([...memberRoles, "chartkeep_import"]),
  add: { chartkeep_import: true },
  edit: { chartkeep_import: true },
};
