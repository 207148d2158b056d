import "server-only";
import { and, asc, eq, inArray, ne, type SQL, sql } from "drizzle-orm";
import { memberRoles as roleNames } from "#db/roles";
import { memberRoles } from "#db/schema/member-roles";
import { members } from "#db/schema/members";
import { can, type MemberRole } from "#lib/access/permissions";
import { AccessDenied, NotFound, Refusal } from "#lib/errors";
import type { MemberScope } from "#lib/scope";
import type { MemberStatus } from "./view.ts";

/** The roles whose holders administer a clinic's members. */
const administrators = roleNames.filter((role) => can(role, "member:manage"));

/** Whether somebody with this id is active and administers the clinic. */
function administering(scope: MemberScope, who: SQL) {
  return scope.tx
    .select({ id: members.id })
    .from(memberRoles)
    .innerJoin(
      members,
      and(eq(members.tenantId, memberRoles.tenantId), eq(members.id, memberRoles.memberId)),
    )
    .where(
      and(
        eq(memberRoles.tenantId, scope.tenantId),
        inArray(memberRoles.role, administrators),
        eq(members.tenantId, scope.tenantId),
        eq(members.status, "active"),
        who,
      ),
    )
    .limit(1);
}

/**
 * Waits for whoever else changes members of this clinic, and ends the request unless the actor is
 * still an administrator then. The database refuses the same, to whatever asks it (`member-guards.sql`).
 */
export async function administer(scope: MemberScope): Promise<void> {
  await scope.tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended('members ' || ${scope.tenantId}::text, 6))`,
  );
  const [actor] = await administering(scope, eq(members.id, scope.actorId));
  if (!actor) throw new AccessDenied("member:manage");
}

/** Whether nobody else administers the clinic. */
export async function isLastAdministrator(scope: MemberScope, memberId: string): Promise<boolean> {
  const [own] = await administering(scope, eq(members.id, memberId));
  if (!own) return false;
  const [other] = await administering(scope, ne(members.id, memberId));
  return other === undefined;
}

/** Refuses what would leave the clinic without an administrator. */
export async function assertOneStays(scope: MemberScope, memberId: string): Promise<void> {
  if (await isLastAdministrator(scope, memberId)) throw new Refusal("member.last-administrator");
}

/** The roles of a member, in the order in which they are tried. */
export async function rolesOf(scope: MemberScope, memberId: string): Promise<MemberRole[]> {
  const held = await scope.tx
    .select({ role: sql<MemberRole>`${memberRoles.role}` })
    .from(memberRoles)
    .where(and(eq(memberRoles.tenantId, scope.tenantId), eq(memberRoles.memberId, memberId)))
    .orderBy(asc(memberRoles.position), asc(memberRoles.role));
  return held.map(({ role }) => role);
}

/** Whether holding the role makes somebody an administrator of members. */
export const administersMembers = (role: MemberRole): boolean => administrators.includes(role);

/** A member of this clinic in one of these states; whoever is not is not found, and cannot be told from somebody who does not exist. */
export async function findMember(
  scope: MemberScope,
  memberId: string,
  states: readonly MemberStatus[],
) {
  const [member] = await scope.tx
    .select({
      name: members.displayName,
      credentials: members.credentials,
      npi: members.npi,
      status: sql<MemberStatus>`${members.status}`,
    })
    .from(members)
    .where(and(eq(members.tenantId, scope.tenantId), eq(members.id, memberId)));
  if (!member) throw new NotFound("member", memberId);
  if (!states.includes(member.status)) throw new Refusal("member.not-so");
  return member;
}
