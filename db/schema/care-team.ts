import { index, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, id, sameTenant, tenantId, tenantKey } from "#db/columns";
import { memberRoles } from "#db/roles";
import { members } from "./members.ts";
import { restrictions } from "./restrictions.ts";
import { app } from "./schemas.ts";

/**
 * A member to whom a restriction closes nothing: they treat the patient. Administrators name them and
 * take them off again, but nobody puts themselves on: whoever administers restrictions breaks the
 * glass like everybody else.
 */
export const careTeam = app.table(
  "care_team",
  {
    tenantId: tenantId(),
    id: id(),
    restrictionId: uuid().notNull(),
    memberId: uuid().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("care_team_restriction", table, table.restrictionId, () => restrictions),
    sameTenant("care_team_member", table, table.memberId, () => members),
    index("care_team_of").on(table.tenantId, table.restrictionId, table.memberId),
  ],
);

export const careTeamAccess: TableAccess = {
  table: careTeam,
  ownerReads: true,
  read: each(memberRoles),
  add: { tenant_admin: { where: "member_id <> ( SELECT ctx.actor() AS actor)" } },
  remove: { tenant_admin: true },
};
