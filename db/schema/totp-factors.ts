import { sql } from "drizzle-orm";
import { bigint, check, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { binary } from "#db/columns";
import { accounts } from "./accounts.ts";
import { directory } from "./schemas.ts";

/**
 * The authenticator app of an account, once a code of it has confirmed it. The seed lies here only as
 * the key provider wrapped it for this account. `last_step` is the thirty seconds whose code was used
 * last: one UPDATE that only ever raises it decides which of two uses of a code is the first.
 */
export const totpFactors = directory.table(
  "totp_factors",
  {
    accountId: uuid()
      .primaryKey()
      .references(() => accounts.id),
    seedWrapped: binary().notNull(),
    /** The key provider that wrapped the seed, by its own name. */
    wrappedBy: text().notNull(),
    lastStep: bigint({ mode: "number" }).notNull().default(0),
    confirmedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [check("totp_factors_seed_wrapped", sql`octet_length(${table.seedWrapped}) <= 1024`)],
);

export const totpFactorsAccess: TableAccess = {
  table: totpFactors,
  wall: null,
  read: { chartkeep_directory: true },
  add: { chartkeep_directory: true },
  edit: {
    chartkeep_directory: { columns: ["seed_wrapped", "wrapped_by", "last_step", "confirmed_at"] },
  },
  remove: { chartkeep_directory: true },
};
