import { index, text, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, id, tenantId, tenantKey } from "#db/columns";
import { memberRoles } from "#db/roles";
import { app } from "./schemas.ts";

/**
 * A clinician whom records name, whether or not they are a member of this clinic (`memberId` when
 * they are). Imported NPIs are kept as they came, since synthetic and foreign ones fail the check digit.
 */
export const practitioners = app.table(
  "practitioners",
  {
    tenantId: tenantId(),
    id: id(),
    displayName: text().notNull(),
    npi: text(),
    memberId: uuid(),
    createdAt: createdAt(),
  },
  (table) => [tenantKey(table), index("practitioners_member").on(table.tenantId, table.memberId)],
);

export const practitionersAccess: TableAccess = {
  table: practitioners,
  read: {
    ...each([...memberRoles, "chartkeep_import"]),
    chartkeep_reviewer: { columns: ["tenant_id", "id", "member_id"] },
  },
  add: { chartkeep_import: true },
  edit: { chartkeep_import: true },
};
