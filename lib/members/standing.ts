import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { members } from "#db/schema/members";
import { changesBetween } from "#lib/audit/changes";
import { endMemberSessions } from "#lib/auth/session-ends";
import { Conflict } from "#lib/errors";
import type { MemberScope } from "#lib/scope";
import { administer, assertOneStays, findMember } from "./administration.ts";
import { type ChangeDetails, type Deactivate, seenDetails, type WhichMember } from "./input.ts";

const own = ({ tenantId }: MemberScope, memberId: string) =>
  and(eq(members.tenantId, tenantId), eq(members.id, memberId));

/** Changes how a member is called. What somebody else changed since the page was read is not written over. */
export async function changeDetails(
  scope: MemberScope,
  { memberId, seen, ...given }: ChangeDetails,
): Promise<void> {
  scope.require("member:manage");
  await administer(scope);
  const states = ["active", "invited", "deactivated"] as const;
  const { name, credentials, npi } = await findMember(scope, memberId, states);
  if (seenDetails({ name, credentials, npi }) !== seen) throw new Conflict("member");
  const changed = {
    displayName: given.displayName,
    credentials: given.credentials || null,
    npi: given.npi || null,
  };
  await scope.tx.update(members).set(changed).where(own(scope, memberId));
  scope.record({
    action: "member.changed",
    entity: "members",
    entityId: memberId,
    changes: changesBetween({ displayName: name, credentials, npi }, changed),
  });
}

/** Takes a member out of the clinic, with a reason for the trail. Everything they have open here ends with the commit. */
export async function deactivateMember(
  scope: MemberScope,
  { memberId, reason }: Deactivate,
): Promise<void> {
  scope.require("member:manage");
  const { tx, tenantId } = scope;
  await administer(scope);
  await findMember(scope, memberId, ["active"]);
  await assertOneStays(scope, memberId);
  await endMemberSessions(tx, tenantId, memberId);
  await tx
    .update(members)
    .set({ status: "deactivated", deactivatedAt: sql`clock_timestamp()` })
    .where(own(scope, memberId));
  scope.record({
    action: "member.deactivated",
    entity: "members",
    entityId: memberId,
    details: { reason },
    changes: { status: ["active", "deactivated"] },
  });
}

/** Lets a deactivated member in again, with the roles they had. */
export async function reactivateMember(
  scope: MemberScope,
  { memberId }: WhichMember,
): Promise<void> {
  scope.require("member:manage");
  await administer(scope);
  await findMember(scope, memberId, ["deactivated"]);
  await scope.tx
    .update(members)
    .set({ status: "active", deactivatedAt: null })
    .where(own(scope, memberId));
  scope.record({
    action: "member.reactivated",
    entity: "members",
    entityId: memberId,
    changes: { status: ["deactivated", "active"] },
  });
}

/** Ends everything that a member has open in this clinic. What they have open elsewhere is not this clinic's. */
export async function endSessionsOf(scope: MemberScope, { memberId }: WhichMember): Promise<void> {
  scope.require("member:manage");
  const { tx, tenantId } = scope;
  await administer(scope);
  await findMember(scope, memberId, ["active"]);
  await endMemberSessions(tx, tenantId, memberId);
  scope.record({ action: "member.sessions-ended", entity: "members", entityId: memberId });
}
