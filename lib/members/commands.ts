import "server-only";
import { and, eq } from "drizzle-orm";
import { memberRoles } from "#db/schema/member-roles";
import { members } from "#db/schema/members";
import { NotFound, Refusal } from "#lib/errors";
import { newId } from "#lib/ids";
import { dropInvitation, sendFirstInvitation, sendInvitation } from "#lib/links/invitations";
import { sendReset } from "#lib/passwords/reset-mail";
import type { MemberScope } from "#lib/scope";
import { administer } from "./administration.ts";
import type { InviteMember, WhichMember } from "./input.ts";

/**
 * Invites somebody: a member who cannot act until they have accepted, with the roles they will hold. The
 * mail leaves after the commit, and the list of members says when it did not. One address is one member;
 * somebody whose invitation was withdrawn is invited anew as the same.
 */
export async function inviteMember(
  scope: MemberScope,
  { roles, email, ...person }: InviteMember,
): Promise<{ memberId: string }> {
  scope.require("member:manage");
  const { tenantId, tx } = scope;
  await administer(scope);
  const values = {
    displayName: person.displayName,
    credentials: person.credentials || null,
    npi: person.npi || null,
    status: "invited",
  };
  const own = and(eq(members.tenantId, tenantId), eq(members.email, email));
  const [again] = await tx
    .update(members)
    .set({ ...values, deactivatedAt: null })
    .where(and(own, eq(members.status, "withdrawn")))
    .returning({ id: members.id });
  const [added] = again
    ? [again]
    : await tx
        .insert(members)
        .values({ tenantId, id: newId(), email, ...values })
        .onConflictDoNothing()
        .returning({ id: members.id });
  if (!added) throw new Refusal("member.already-here");

  const memberId = added.id;
  const held = and(eq(memberRoles.tenantId, tenantId), eq(memberRoles.memberId, memberId));
  if (again) await tx.delete(memberRoles).where(held);
  await tx
    .insert(memberRoles)
    .values(roles.map((role, index) => ({ tenantId, memberId, role, position: index + 1 })));
  scope.record({
    action: "member.invited",
    entity: "members",
    entityId: memberId,
    details: { email, roles },
  });
  scope.afterCommit(() => sendFirstInvitation({ tenantId, memberId }));
  return { memberId };
}

/** Mails an invitation again, under a new link: the one before it stops working. */
export async function resendInvitation(
  scope: MemberScope,
  { memberId }: WhichMember,
): Promise<void> {
  scope.require("member:manage");
  const { tenantId, tx } = scope;
  const [invited] = await tx
    .select({ id: members.id })
    .from(members)
    .where(
      and(eq(members.tenantId, tenantId), eq(members.id, memberId), eq(members.status, "invited")),
    );
  if (!invited) throw new NotFound("member", memberId);
  scope.record({ action: "invitation.resent", entity: "members", entityId: memberId });
  scope.afterCommit(() => sendInvitation({ tenantId, memberId }));
}

/** Takes an invitation back. Its link stops working with the commit. */
export async function withdrawInvitation(
  scope: MemberScope,
  { memberId }: WhichMember,
): Promise<void> {
  scope.require("member:manage");
  const { tenantId, tx } = scope;
  await administer(scope);
  const [withdrawn] = await tx
    .update(members)
    .set({ status: "withdrawn" })
    .where(
      and(eq(members.tenantId, tenantId), eq(members.id, memberId), eq(members.status, "invited")),
    )
    .returning({ id: members.id });
  if (!withdrawn) throw new NotFound("member", memberId);
  scope.record({ action: "invitation.withdrawn", entity: "members", entityId: memberId });
  scope.afterCommit(() => dropInvitation({ tenantId, memberId }));
}

/**
 * Has a link mailed to a member with which they choose a new password themselves. Who starts it sees
 * neither the link nor the password, and until the link is used the old password goes on working.
 */
export async function startPasswordReset(
  scope: MemberScope,
  { memberId }: WhichMember,
): Promise<void> {
  scope.require("member:manage");
  const { tenantId, tx } = scope;
  const [member] = await tx
    .select({ accountId: members.accountId })
    .from(members)
    .where(
      and(eq(members.tenantId, tenantId), eq(members.id, memberId), eq(members.status, "active")),
    );
  const accountId = member?.accountId;
  if (!accountId) throw new NotFound("member", memberId);
  scope.record({ action: "password.reset-started", entity: "members", entityId: memberId });
  scope.afterCommit(() => sendReset(accountId));
}
