import { sql } from "drizzle-orm";
import { check, index, timestamp, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { binary } from "#db/columns";
import { accounts } from "./accounts.ts";
import { directory } from "./schemas.ts";

/**
 * The codes with which a person comes in who has lost every factor. Only their hashes are kept; each
 * has too many bits to be guessed, so a fast hash is enough. A used code keeps its row until the
 * account gets new ones.
 */
export const recoveryCodes = directory.table(
  "recovery_codes",
  {
    codeHash: binary().primaryKey(),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id),
    usedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    index("recovery_codes_account").on(table.accountId),
    check("recovery_codes_hash_length", sql`octet_length(${table.codeHash}) = 32`),
  ],
);

export const recoveryCodesAccess: TableAccess = {
  table: recoveryCodes,
  wall: null,
  read: { chartkeep_directory: true },
  add: { chartkeep_directory: true },
  edit: { chartkeep_directory: { columns: ["used_at"] } },
  remove: { chartkeep_directory: true },
};
