import { sql } from "drizzle-orm";
import { check, index, text, unique, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { id, instant, sameTenant, sealed, tenantId, tenantKey } from "#db/columns";
import { memberRoles } from "#db/roles";
import { members } from "./members.ts";
import { app } from "./schemas.ts";

/**
 * What a member has typed into a form and not sent yet, sealed like a record: a screen may lock or a
 * session end at any moment, and nothing typed is lost with it. One for each form and subject of a
 * member, replaced while they type, removed when the form was sent. It is theirs alone: no other member
 * of the clinic can read, change or remove it. Sign-in removes those that have expired, unread.
 */
export const drafts = app.table(
  "drafts",
  {
    tenantId: tenantId(),
    /** Made from member, form and subject: two tabs that save at once seal for the same row. */
    id: id(),
    memberId: uuid().notNull(),
    form: text().notNull(),
    subjectId: uuid().notNull(),
    contentSealed: sealed().notNull(),
    savedAt: instant().notNull(),
    expiresAt: instant().notNull(),
  },
  (table) => [
    tenantKey(table),
    unique("drafts_of_member").on(table.tenantId, table.memberId, table.form, table.subjectId),
    index("drafts_expiry").on(table.tenantId, table.expiresAt),
    sameTenant("drafts_member", table, table.memberId, () => members),
    check("drafts_form", sql`length(${table.form}) between 1 and 40`),
    check("drafts_size", sql`octet_length(${table.contentSealed}) <= 32768`),
  ],
);

const own = { where: "member_id = ANY (ARRAY[( SELECT ctx.actor() AS actor)])" };
const expired = "expires_at <= clock_timestamp()";

export const draftsAccess: TableAccess = {
  table: drafts,
  read: {
    ...each(memberRoles, own),
    chartkeep_directory: { where: expired, columns: ["tenant_id", "id", "expires_at"] },
  },
  add: each(memberRoles, own),
  edit: each(memberRoles, { ...own, columns: ["content_sealed", "saved_at", "expires_at"] }),
  remove: { ...each(memberRoles, own), chartkeep_directory: { where: expired } },
};
