import { sql } from "drizzle-orm";
import { check, index, integer, text, unique, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { binary, id, instant, sameTenant, tenantId, tenantKey } from "#db/columns";
import { memberRoles } from "#db/roles";
import { members } from "./members.ts";
import { patients } from "./patients.ts";
import { app } from "./schemas.ts";

/**
 * Every file that left the clinic as its own word: a print, an export, an evidence pack. Its verification
 * code stands in the file, its digest is of the file's bytes, so that whoever is handed one can be told
 * whether it was issued here and is unaltered. The file itself is not kept.
 *
 * Whoever issues adds a row in their own name, at the database's instant; the tenant admin reads them.
 * Nobody changes or removes one.
 */
export const issuedDocuments = app.table(
  "issued_documents",
  {
    tenantId: tenantId(),
    id: id(),
    code: text().notNull(),
    digest: binary().notNull(),
    kind: text().notNull(),
    patientId: uuid(),
    rowCount: integer().notNull(),
    issuedBy: uuid().notNull(),
    issuedAt: instant().notNull().default(sql`clock_timestamp()`),
  },
  (table) => [
    tenantKey(table),
    unique("issued_documents_code").on(table.tenantId, table.code),
    index("issued_documents_digest").on(table.tenantId, table.digest),
    index("issued_documents_newest").on(table.tenantId, table.issuedAt, table.id),
    sameTenant("issued_documents_patient", table, table.patientId, () => patients),
    sameTenant("issued_documents_member", table, table.issuedBy, () => members),
    check("issued_documents_code_form", sql`${table.code} ~ '^[0-9A-HJKMNP-TV-Z]{10,30}$'`),
    check("issued_documents_kind", sql`length(${table.kind}) between 1 and 40`),
    check(
      "issued_documents_sizes",
      sql`octet_length(${table.digest}) = 32 and ${table.rowCount} >= 0`,
    ),
  ],
);

const own = "issued_by = ( SELECT ctx.actor() AS actor)";

export const issuedDocumentsAccess: TableAccess = {
  table: issuedDocuments,
  read: { tenant_admin: true },
  add: each(memberRoles, {
    where: own,
    columns: ["tenant_id", "id", "code", "digest", "kind", "patient_id", "row_count", "issued_by"],
  }),
};
