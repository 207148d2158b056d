import { sql } from "drizzle-orm";
import { check, text } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { binary, createdAt } from "#db/columns";
import { ctx } from "./schemas.ts";

/**
 * The keys with which the server seals contexts: the two blocks that HMAC makes of each, under a name
 * that says nothing of it. The functions of `ctx_owner` read them; no role may, and no transaction of
 * the application ever does. Two may be valid at once, so that a new one can take over.
 */
export const contextKeys = ctx.table(
  "keys",
  {
    kid: text().primaryKey(),
    innerPad: binary().notNull(),
    outerPad: binary().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    check("keys_inner_length", sql`octet_length(${table.innerPad}) = 64`),
    check("keys_outer_length", sql`octet_length(${table.outerPad}) = 64`),
  ],
);

export const contextKeysAccess: TableAccess = {
  table: contextKeys,
  wall: null,
  keeper: "ctx_owner",
};
