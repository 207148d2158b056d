import { sql } from "drizzle-orm";
import { check, index, text, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, id, instant, sameTenant, sealed, tenantId, tenantKey } from "#db/columns";
import { memberRoles } from "#db/roles";
import { listed, restrictable } from "#db/sensitivity";
import { patients } from "./patients.ts";
import { app } from "./schemas.ts";

/**
 * A chart, or the records of one kind in it, that is closed to everybody of the clinic but its care team
 * until somebody breaks the glass. Every policy of a clinical table asks this one (`db/sql/restrictions.sql`). Everyone
 * may know that a patient is restricted; why is sealed and for administrators. A restriction is lifted,
 * never removed. One that came with an imported record has no reason beyond the record's own.
 */
export const restrictions = app.table(
  "restrictions",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    category: text().notNull(),
    askedBy: text().notNull(),
    reasonSealed: sealed(),
    restrictedBy: uuid().notNull(),
    liftedAt: instant(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("restrictions_patient", table, table.patientId, () => patients),
    index("restrictions_of").on(table.tenantId, table.patientId),
    check("restrictions_category", sql`${table.category} in (${sql.raw(listed(restrictable))})`),
    check("restrictions_asked_by", sql`${table.askedBy} in ('patient', 'clinic', 'record')`),
  ],
);

const known = ["tenant_id", "id", "patient_id", "category", "asked_by", "lifted_at", "created_at"];

export const restrictionsAccess: TableAccess = {
  table: restrictions,
  ownerReads: true,
  read: {
    ...each(memberRoles, { columns: known }),
    ...each(["tenant_admin", "chartkeep_import"]),
  },
  add: {
    tenant_admin: { where: "restricted_by = ( SELECT ctx.actor() AS actor)" },
    chartkeep_import: true,
  },
  edit: { tenant_admin: { columns: ["lifted_at"] } },
};
