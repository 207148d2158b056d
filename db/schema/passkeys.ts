import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { binary, createdAt } from "#db/columns";
import { accounts } from "./accounts.ts";
import { directory } from "./schemas.ts";

/**
 * A passkey of an account: its public half, and the label by which its owner tells it from the others.
 * `counter` is what the authenticator said last; one that goes back means a copy is in use somewhere.
 */
export const passkeys = directory.table(
  "passkeys",
  {
    credentialId: binary().primaryKey(),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id),
    publicKey: binary().notNull(),
    counter: bigint({ mode: "number" }).notNull().default(0),
    transports: text().notNull().default(""),
    label: text().notNull(),
    isBackedUp: boolean().notNull().default(false),
    createdAt: createdAt(),
    lastUsedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    index("passkeys_account").on(table.accountId),
    check("passkeys_credential_id", sql`octet_length(${table.credentialId}) between 1 and 1023`),
    check("passkeys_label", sql`length(${table.label}) between 1 and 60`),
  ],
);

export const passkeysAccess: TableAccess = {
  table: passkeys,
  wall: null,
  read: { chartkeep_directory: true },
  add: { chartkeep_directory: true },
  edit: {
    chartkeep_directory: { columns: ["counter", "label", "is_backed_up", "last_used_at"] },
  },
  remove: { chartkeep_directory: true },
};
