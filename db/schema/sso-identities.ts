import { index, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { createdAt } from "#db/columns";
import { accounts } from "./accounts.ts";
import { directory } from "./schemas.ts";
import { tenants } from "./tenants.ts";

/**
 * Who a person is at their clinic's identity provider: issuer and subject, never an e-mail address. It
 * belongs to one clinic, since a clinic's provider may vouch for people in that clinic alone: the same
 * issuer and subject are another identity in another clinic. It is removed when it is unlinked.
 */
export const ssoIdentities = directory.table(
  "sso_identities",
  {
    id: uuid().primaryKey(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id),
    issuer: text().notNull(),
    subject: text().notNull(),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id),
    memberId: uuid().notNull(),
    createdAt: createdAt(),
    lastUsedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    unique("sso_identities_subject").on(table.tenantId, table.issuer, table.subject),
    unique("sso_identities_member").on(table.tenantId, table.memberId, table.issuer),
    index("sso_identities_account").on(table.accountId),
  ],
);

export const ssoIdentitiesAccess: TableAccess = {
  table: ssoIdentities,
  wall: null,
  read: { chartkeep_directory: true },
  add: { chartkeep_directory: true },
  edit: { chartkeep_directory: { columns: ["last_used_at"] } },
  remove: { chartkeep_directory: true },
};
