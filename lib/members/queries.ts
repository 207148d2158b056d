import "server-only";
import { and, asc, eq, ne, type SQL, sql } from "drizzle-orm";
import { members } from "#db/schema/members";
import type { MemberRole } from "#lib/access/permissions";
import { NotFound } from "#lib/errors";
import type { MemberScope } from "#lib/scope";
import { isLastAdministrator, rolesOf } from "./administration.ts";
import type { ListMembers, WhichMember } from "./input.ts";
import type { MemberPage, MemberStatus, MemberView } from "./view.ts";

const size = 50;

const columns = {
  memberId: members.id,
  name: members.displayName,
  credentials: members.credentials,
  npi: members.npi,
  status: sql<MemberStatus>`${members.status}`,
  lastSignInAt: sql<string | null>`to_json(${members.lastSignInAt})#>>'{}'`,
};

// The columns of the outer row are named with their table, or they would be the inner one's.
const rolesHeld = sql<MemberRole[]>`array(select held.role from app.member_roles held
  where held.tenant_id = members.tenant_id and held.member_id = members.id
  order by held.position, held.role)`;

/** Behind the last row of the page before, which is named by its id alone. */
function behind({ tenantId }: MemberScope, after: string): SQL {
  return sql`(${members.displayName}, ${members.id}) > (select last.display_name, last.id from app.members last
    where last.tenant_id = ${tenantId} and last.id = ${after})`;
}

/** A page of everyone who works here, worked here or is invited, by name. Invitations that were taken back show only when asked for. */
export async function listMembers(scope: MemberScope, input: ListMembers): Promise<MemberPage> {
  scope.require("member:manage");
  const { tx, tenantId } = scope;
  const { role, status, after } = input;
  const own = eq(members.tenantId, tenantId);
  const rows = await tx
    .select({ ...columns, roles: rolesHeld })
    .from(members)
    .where(
      and(
        own,
        status ? eq(members.status, status) : ne(members.status, "withdrawn"),
        role && sql`${role} = any(${rolesHeld})`,
        after === undefined ? undefined : behind(scope, after),
      ),
    )
    .orderBy(asc(members.displayName), asc(members.id))
    .limit(size + 1);
  const all = await tx.$count(members, own);
  const page = rows.slice(0, size);
  scope.record({ action: "members.listed", entity: "members", details: { shown: page.length } });
  return { rows: page, next: rows.length > size ? page.at(-1)?.memberId : undefined, all };
}

/** One member of this clinic. Another clinic's is simply not found. */
export async function getMember(
  scope: MemberScope,
  { memberId }: WhichMember,
): Promise<MemberView> {
  scope.require("member:manage");
  const [member] = await scope.tx
    .select({
      ...columns,
      email: members.email,
      since: sql<string>`to_json(${members.createdAt})#>>'{}'`,
      deactivatedAt: sql<string | null>`to_json(${members.deactivatedAt})#>>'{}'`,
    })
    .from(members)
    .where(and(eq(members.tenantId, scope.tenantId), eq(members.id, memberId)));
  if (!member) throw new NotFound("member", memberId);
  scope.record({ action: "member.viewed", entity: "members", entityId: memberId });
  return {
    ...member,
    roles: await rolesOf(scope, memberId),
    isSelf: memberId === scope.actorId,
    isLastAdministrator: await isLastAdministrator(scope, memberId),
  };
}
