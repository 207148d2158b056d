import { sql } from "drizzle-orm";
import { boolean, check, index, text, unique, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { createdAt, id, sameTenant, tenantId, tenantKey } from "#db/columns";
import { members } from "./members.ts";
import { app } from "./schemas.ts";

/**
 * A list as somebody narrowed it, under a name, to be opened again: for themselves, or shared with those of
 * the clinic who may see that list. What it is narrowed by is ids, words and days and never PHI, as in an
 * address. Its owner alone changes or removes it.
 */
export const savedViews = app.table(
  "saved_views",
  {
    tenantId: tenantId(),
    id: id(),
    memberId: uuid().notNull(),
    list: text().notNull(),
    name: text().notNull(),
    isShared: boolean().notNull(),
    /** As the list's address holds them: "member=...&outcome=denied". */
    predicates: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    unique("saved_views_name").on(table.tenantId, table.memberId, table.list, table.name),
    index("saved_views_of_list").on(table.tenantId, table.list, table.name),
    sameTenant("saved_views_member", table, table.memberId, () => members),
    check(
      "saved_views_words",
      sql`length(${table.list}) between 1 and 40 and length(${table.name}) between 1 and 60`,
    ),
    check("saved_views_size", sql`length(${table.predicates}) <= 1000`),
  ],
);

const own = "member_id = ANY (ARRAY[( SELECT ctx.actor() AS actor)])";

export const savedViewsAccess: TableAccess = {
  table: savedViews,
  read: { tenant_admin: { where: `is_shared OR (${own})` } },
  add: { tenant_admin: { where: own } },
  edit: { tenant_admin: { where: own, columns: ["name", "is_shared", "predicates"] } },
  remove: { tenant_admin: { where: own } },
};
