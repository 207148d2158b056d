import { sql } from "drizzle-orm";
import { check, index, text, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { createdAt, id, sameTenant, sealed, tenantId, tenantKey } from "#db/columns";
import { breakGlassGrants } from "./break-glass-grants.ts";
import { members } from "./members.ts";
import { app } from "./schemas.ts";

/**
 * What another member found about a break-glass grant: never the member who had it, which a trigger
 * says to whoever asks. It stands as it was written; a later one says what changed since. A grant without one
 * suspends its member's privilege once its review is overdue.
 */
export const breakGlassReviews = app.table(
  "break_glass_reviews",
  {
    tenantId: tenantId(),
    id: id(),
    grantId: uuid().notNull(),
    reviewerId: uuid().notNull(),
    verdict: text().notNull(),
    noteSealed: sealed().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("break_glass_reviews_grant", table, table.grantId, () => breakGlassGrants),
    sameTenant("break_glass_reviews_reviewer", table, table.reviewerId, () => members),
    index("break_glass_reviews_of").on(table.tenantId, table.grantId, table.createdAt),
    check(
      "break_glass_reviews_verdict",
      sql`${table.verdict} in ('appropriate', 'inappropriate', 'follow_up')`,
    ),
  ],
);

export const breakGlassReviewsAccess: TableAccess = {
  table: breakGlassReviews,
  ownerReads: true,
  read: { tenant_admin: true },
  add: { tenant_admin: { where: "reviewer_id = ( SELECT ctx.actor() AS actor)" } },
};
