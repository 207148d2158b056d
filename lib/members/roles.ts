import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { memberRoles } from "#db/schema/member-roles";
import { changesBetween } from "#lib/audit/changes";
import { endMemberSessions } from "#lib/auth/session-ends";
import { Conflict, Refusal } from "#lib/errors";
import type { MemberScope } from "#lib/scope";
import {
  administer,
  administersMembers,
  assertOneStays,
  findMember,
  rolesOf,
} from "./administration.ts";
import type { ChangeRoles } from "./input.ts";
import { roleChange } from "./rules.ts";

/**
 * Gives a member these roles, in this order. Nobody gives one to themselves, and one administrator
 * stays. Losing a role ends everything the member has open here at once; gaining one does not.
 */
export async function changeRoles(
  scope: MemberScope,
  { memberId, roles, seen }: ChangeRoles,
): Promise<void> {
  scope.require("member:manage");
  const { tenantId, tx } = scope;
  await administer(scope);
  await findMember(scope, memberId, ["active", "invited"]);
  const before = await rolesOf(scope, memberId);
  if (before.join() !== seen) throw new Conflict("roles");
  if (before.join() === roles.join()) return;
  const { added, removed } = roleChange(before, roles);
  if (added.length > 0 && memberId === scope.actorId) throw new Refusal("member.own-role");
  if (removed.some(administersMembers)) await assertOneStays(scope, memberId);

  const held = and(eq(memberRoles.tenantId, tenantId), eq(memberRoles.memberId, memberId));
  if (removed.length > 0) await endMemberSessions(tx, tenantId, memberId);
  for (const [index, role] of roles.entries()) {
    const position = index + 1;
    if (added.includes(role))
      await tx.insert(memberRoles).values({ tenantId, memberId, role, position });
    else
      await tx
        .update(memberRoles)
        .set({ position })
        .where(and(held, eq(memberRoles.role, role)));
  }
  // Last, since whoever takes this role from themselves may change nothing afterwards.
  if (removed.length > 0)
    await tx.delete(memberRoles).where(and(held, inArray(memberRoles.role, removed)));
  scope.record({
    action: "member.roles-changed",
    entity: "members",
    entityId: memberId,
    changes: changesBetween({ roles: before }, { roles }),
  });
}
