import { sql } from "drizzle-orm";
import { check, index, integer, text, unique, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, id, instant, sameTenant, sealed, tenantId, tenantKey } from "#db/columns";
import { members } from "./members.ts";
import { app } from "./schemas.ts";

/**
 * A look back at who opened which records in a stretch of time, made from the audit trail: one for each
 * week of the clinic, and those that an administrator asks for. A row without `made_at` is the order to
 * make it. `conclusion_sealed` is the sign-off; the database says who signed and when, and from then on
 * neither the review nor its findings change. Nothing is removed.
 */
export const activityReviews = app.table(
  "activity_reviews",
  {
    tenantId: tenantId(),
    id: id(),
    kind: text().notNull(),
    startsAt: instant().notNull(),
    endsAt: instant().notNull(),
    askedBy: uuid(),
    createdAt: createdAt(),
    madeAt: instant(),
    dueAt: instant(),
    events: integer().notNull().default(0),
    patients: integer().notNull().default(0),
    findings: integer().notNull().default(0),
    conclusionSealed: sealed(),
    signedBy: uuid(),
    signedAt: instant(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("activity_reviews_asked_by", table, table.askedBy, () => members),
    sameTenant("activity_reviews_signed_by", table, table.signedBy, () => members),
    unique("activity_reviews_span").on(table.tenantId, table.kind, table.startsAt, table.endsAt),
    index("activity_reviews_when").on(table.tenantId, table.endsAt.desc(), table.id),
    check("activity_reviews_kind", sql`${table.kind} in ('asked', 'weekly')`),
    check("activity_reviews_order", sql`${table.startsAt} < ${table.endsAt}`),
    check("activity_reviews_made", sql`(${table.madeAt} is null) = (${table.dueAt} is null)`),
    check(
      "activity_reviews_signed",
      sql`num_nulls(${table.conclusionSealed}, ${table.signedBy}, ${table.signedAt}) in (0, 3) and (${table.signedAt} is null or ${table.madeAt} is not null)`,
    ),
  ],
);

export const activityReviewsAccess: TableAccess = {
  table: activityReviews,
  read: each(["tenant_admin", "chartkeep_reviewer"]),
  add: {
    tenant_admin: {
      where: "kind = 'asked'",
      columns: ["tenant_id", "id", "kind", "starts_at", "ends_at", "asked_by"],
    },
    chartkeep_reviewer: { columns: ["tenant_id", "id", "kind", "starts_at", "ends_at"] },
  },
  edit: {
    tenant_admin: { columns: ["conclusion_sealed"] },
    chartkeep_reviewer: { columns: ["made_at", "due_at", "events", "patients", "findings"] },
  },
};
