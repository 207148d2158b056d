import "server-only";
import { and, eq, ne, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { members } from "#db/schema/members";
import { sessions } from "#db/schema/sessions";
import { inTenant } from "#db/tenant";
import type { Queries } from "#db/transaction";
import { appendEvents } from "#lib/audit/append";
import { NotFound } from "#lib/errors";
import { tenantKeysIfNeeded } from "#lib/phi/keys";
import { placeContext } from "./directory.ts";
import { takeTurn } from "./session-clock.ts";
import type { LiveSession } from "./session-store.ts";

/** Which session, whose, and in which clinic it is open, if in any. */
export type EndingSession = Pick<LiveSession, "id" | "accountId" | "tenantId" | "memberId">;

/**
 * Ends a session, under whatever token it goes by now, with its event in the trail of the clinic that it
 * was open in. Only then may the cookie go. Says whether there still was one.
 */
export async function endSession(
  session: EndingSession,
  action: "session.ended" | "session.revoked" = "session.ended",
): Promise<boolean> {
  const { id, accountId, tenantId, memberId } = session;
  const remove = async (tx: Queries) => {
    await takeTurn(tx, accountId);
    const ended = await tx
      .delete(sessions)
      .where(and(eq(sessions.id, id), eq(sessions.accountId, accountId)))
      .returning({ id: sessions.id });
    return ended.length > 0;
  };
  if (tenantId === null || memberId === null) return inDirectory(remove);
  const context = placeContext({ tenantId, memberId });
  const keys = await tenantKeysIfNeeded(context);
  return inTenant(context, async (tx) => {
    const hasEnded = await remove(tx);
    if (hasEnded) await appendEvents(tx, keys, [{ action, entity: "sessions", entityId: id }]);
    return hasEnded;
  });
}

/**
 * Locks the screen of a session, under whatever token it goes by now: it reaches nothing until the same
 * person proves who they are, and it goes on towards its idle limit.
 */
export async function lockSession(session: LiveSession): Promise<void> {
  const { tenantId, memberId } = session;
  if (session.stage !== "signed_in" || tenantId === null || memberId === null) return;
  const context = placeContext({ tenantId, memberId });
  const keys = await tenantKeysIfNeeded(context);
  await inTenant(context, async (tx) => {
    await takeTurn(tx, session.accountId);
    const locked = await tx
      .update(sessions)
      .set({ lockedAt: sql`clock_timestamp()` })
      .where(and(eq(sessions.id, session.id), sql`${sessions.lockedAt} is null`))
      .returning({ id: sessions.id });
    if (locked.length === 0) return;
    await appendEvents(tx, keys, [
      { action: "session.locked", entity: "sessions", entityId: session.id },
    ]);
  });
}

/** Ends every session of an account at once, in every clinic, as when its password or its factors change. */
export async function endAllSessions(accountId: string): Promise<void> {
  await inDirectory(async (tx) => {
    await takeTurn(tx, accountId);
    await tx
      .update(accounts)
      .set({ epoch: sql`${accounts.epoch} + 1` })
      .where(eq(accounts.id, accountId));
    await tx.delete(sessions).where(eq(sessions.accountId, accountId));
  });
}

/**
 * Ends every other session of this one's person, in every clinic, as when their factors change. Part of
 * the transaction that changes them; whoever was just about to come in by what held before does not.
 */
export async function endOtherSessions(tx: Queries, session: LiveSession): Promise<void> {
  const { accountId, hash } = session;
  await takeTurn(tx, accountId);
  const [account] = await tx
    .update(accounts)
    .set({ epoch: sql`${accounts.epoch} + 1` })
    .where(eq(accounts.id, accountId))
    .returning({ epoch: accounts.epoch });
  if (!account) throw new NotFound("account");
  await tx
    .delete(sessions)
    .where(and(eq(sessions.accountId, accountId), ne(sessions.tokenHash, hash)));
  const kept = await tx
    .update(sessions)
    .set({ epoch: account.epoch })
    .where(eq(sessions.tokenHash, hash))
    .returning({ id: sessions.id });
  if (kept.length === 0) throw new NotFound("session");
}

/**
 * Ends every session of one member in this clinic at once, as when they are deactivated or lose a role.
 * Part of the transaction that does so, which must run under a role that may edit members.
 */
export async function endMemberSessions(
  tx: Queries,
  tenantId: string,
  memberId: string,
): Promise<void> {
  await tx
    .update(members)
    .set({ epoch: sql`${members.epoch} + 1` })
    .where(and(eq(members.tenantId, tenantId), eq(members.id, memberId)));
}
