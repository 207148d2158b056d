import { sql } from "drizzle-orm";
import { check, integer, text, unique, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { createdAt } from "#db/columns";
import { directory } from "./schemas.ts";

/**
 * A person who can sign in, in one clinic or several. The e-mail is kept in lower case, the password
 * as an argon2id hash. Raising `epoch` ends every session of the account at once.
 */
export const accounts = directory.table(
  "accounts",
  {
    id: uuid().primaryKey(),
    email: text().notNull(),
    passwordHash: text().notNull(),
    epoch: integer().notNull().default(1),
    status: text().notNull().default("active"),
    createdAt: createdAt(),
  },
  (table) => [
    unique("accounts_email").on(table.email),
    check("accounts_email_lower", sql`${table.email} = lower(${table.email})`),
    check("accounts_status", sql`${table.status} in ('active', 'disabled')`),
  ],
);

export const accountsAccess: TableAccess = {
  table: accounts,
  wall: null,
  read: { chartkeep_directory: true },
  add: { chartkeep_directory: true },
  edit: {
    chartkeep_directory: { columns: ["password_hash", "epoch", "status"] },
  },
};
