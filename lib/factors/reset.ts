import "server-only";
import { and, eq, ne, sql } from "drizzle-orm";
import { accounts } from "#db/schema/accounts";
import { challenges } from "#db/schema/challenges";
import { members } from "#db/schema/members";
import { memberships } from "#db/schema/memberships";
import { passkeys } from "#db/schema/passkeys";
import { recoveryCodes } from "#db/schema/recovery-codes";
import { sessions } from "#db/schema/sessions";
import { totpFactors } from "#db/schema/totp-factors";
import { inTenant } from "#db/tenant";
import type { Actor } from "#lib/access/actor";
import { appendEvents } from "#lib/audit/append";
import { placeContext } from "#lib/auth/directory";
import { NotFound, Refusal } from "#lib/errors";
import { tenantKeys } from "#lib/phi/keys";
import { tellOfFactors } from "./tell.ts";

/**
 * Takes every factor and recovery code of a member away and ends all of their sessions, for somebody
 * who has lost them. Ask permission first. A person who also belongs to another clinic is refused:
 * no clinic's admin may weaken how somebody signs in elsewhere. Nobody resets their own this way.
 */
export async function resetFactors(actor: Actor, memberId: string): Promise<void> {
  if (memberId === actor.memberId) throw new Refusal("factors.own");
  const { tenantId } = actor;
  const context = placeContext({ tenantId, memberId: actor.memberId });
  const keys = await tenantKeys(context);
  const accountId = await inTenant(context, async (tx) => {
    const [member] = await tx
      .select({ accountId: members.accountId })
      .from(members)
      .where(and(eq(members.tenantId, tenantId), eq(members.id, memberId)));
    if (!member?.accountId) throw new NotFound("member", memberId);
    const { accountId } = member;
    await tx
      .update(accounts)
      .set({ epoch: sql`${accounts.epoch} + 1` })
      .where(eq(accounts.id, accountId));
    const elsewhere = await tx.$count(
      memberships,
      and(eq(memberships.accountId, accountId), ne(memberships.tenantId, tenantId)),
    );
    if (elsewhere > 0) throw new Refusal("factors.other-clinics");
    for (const table of [totpFactors, passkeys, recoveryCodes, challenges, sessions])
      await tx.delete(table).where(eq(table.accountId, accountId));
    await appendEvents(tx, keys, [
      { action: "factors.reset", entity: "members", entityId: memberId },
    ]);
    return accountId;
  });
  await tellOfFactors(accountId, "reset");
}
