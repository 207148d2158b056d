import { sql } from "drizzle-orm";
import { check, integer, text, unique, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { createdAt, id, instant, sameTenant, sealed, tenantId, tenantKey } from "#db/columns";
import { activityReviews } from "./activity-reviews.ts";
import { members } from "./members.ts";
import { app } from "./schemas.ts";

/**
 * Something in a review that somebody has to look at, about one member. Of which kind it is and which
 * patients it names are sealed together: "same surname" beside a member and a patient would tell the
 * patient's name. Another administrator gives the verdict, never the member it is about; until the review
 * is signed off it may be given again. The database says who gave it and when.
 */
export const reviewFindings = app.table(
  "review_findings",
  {
    tenantId: tenantId(),
    id: id(),
    reviewId: uuid().notNull(),
    position: integer().notNull(),
    memberId: uuid().notNull(),
    contentSealed: sealed().notNull(),
    createdAt: createdAt(),
    verdict: text(),
    noteSealed: sealed(),
    judgedBy: uuid(),
    judgedAt: instant(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("review_findings_review", table, table.reviewId, () => activityReviews),
    sameTenant("review_findings_member", table, table.memberId, () => members),
    sameTenant("review_findings_judged_by", table, table.judgedBy, () => members),
    unique("review_findings_of").on(table.tenantId, table.reviewId, table.position),
    check(
      "review_findings_verdict",
      sql`${table.verdict} in ('explained', 'follow_up', 'violation')`,
    ),
    check(
      "review_findings_judged",
      sql`num_nulls(${table.verdict}, ${table.noteSealed}, ${table.judgedBy}, ${table.judgedAt}) in (0, 4)`,
    ),
  ],
);

export const reviewFindingsAccess: TableAccess = {
  table: reviewFindings,
  read: { tenant_admin: true },
  add: {
    chartkeep_reviewer: {
      columns: ["tenant_id", "id", "review_id", "position", "member_id", "content_sealed"],
    },
  },
  edit: { tenant_admin: { columns: ["verdict", "note_sealed"] } },
};
