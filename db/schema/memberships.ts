import { primaryKey, unique, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { createdAt } from "#db/columns";
import { accounts } from "./accounts.ts";
import { directory } from "./schemas.ts";
import { tenants } from "./tenants.ts";

/**
 * Which clinics an account belongs to, and as which member. Sign-in reads it to offer the choice of
 * clinic; the member's roles stay behind the clinic's own wall, in `app.member_roles`.
 */
export const memberships = directory.table(
  "memberships",
  {
    accountId: uuid()
      .notNull()
      .references(() => accounts.id),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id),
    memberId: uuid().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.tenantId] }),
    unique("memberships_member").on(table.tenantId, table.memberId),
  ],
);

export const membershipsAccess: TableAccess = {
  table: memberships,
  wall: null,
  read: { chartkeep_directory: true },
  add: { chartkeep_directory: true },
};
