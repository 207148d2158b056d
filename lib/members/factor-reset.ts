import "server-only";
import { resetFactors } from "#lib/factors/reset";
import type { MemberScope } from "#lib/scope";
import { administer, findMember } from "./administration.ts";
import type { WhichMember } from "./input.ts";

/**
 * Takes a member's second factors away, for somebody who has lost them; every session they have ends.
 * Refused for oneself, and for somebody who also works in another clinic.
 */
export async function resetFactorsOf(scope: MemberScope, { memberId }: WhichMember): Promise<void> {
  scope.require("member:manage");
  await administer(scope);
  await findMember(scope, memberId, ["active"]);
  scope.afterCommit(() => resetFactors(scope.actor, memberId));
}
