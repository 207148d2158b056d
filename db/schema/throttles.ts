import { integer, text, timestamp } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { directory } from "./schemas.ts";

/** Attempts counted per bucket of sign-in. The key is a keyed hash, so that it names nobody. */
export const throttles = directory.table("throttles", {
  key: text().primaryKey(),
  points: integer().notNull().default(0),
  expiresAt: timestamp({ withTimezone: true }),
});

export const throttlesAccess: TableAccess = {
  table: throttles,
  wall: null,
  read: { chartkeep_directory: true },
  add: { chartkeep_directory: true },
  edit: { chartkeep_directory: true },
  remove: { chartkeep_directory: true },
};
