import { sql } from "drizzle-orm";
import { check, index, integer, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { binary } from "#db/columns";
import { accounts } from "./accounts.ts";
import { directory } from "./schemas.ts";

/**
 * What the server asked somebody to prove, until it is answered once or its time is over. It is bound
 * to the purpose and, where there is one, to the account and the session that asked. `challenge` holds
 * the random bytes that were sent, or what is only to be kept once the answer is right.
 */
export const challenges = directory.table(
  "challenges",
  {
    id: uuid().primaryKey(),
    accountId: uuid().references(() => accounts.id),
    sessionId: uuid(),
    purpose: text().notNull(),
    challenge: binary().notNull(),
    tries: integer().notNull().default(0),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    index("challenges_session").on(table.sessionId),
    index("challenges_expiry").on(table.expiresAt),
    check("challenges_challenge", sql`octet_length(${table.challenge}) between 16 and 1024`),
    check("challenges_tries", sql`${table.tries} >= 0`),
  ],
);

export const challengesAccess: TableAccess = {
  table: challenges,
  wall: null,
  read: { chartkeep_directory: true },
  add: { chartkeep_directory: true },
  edit: { chartkeep_directory: { columns: ["tries"] } },
  remove: { chartkeep_directory: true },
};
