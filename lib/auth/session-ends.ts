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
import { tenantKeys } from "#lib/phi/keys";
import { placeContext } from "./directory.ts";
import type { LiveSession } from "./session-store.ts";

/** Ends a session: the row first, with its event in the clinic's trail. Only then may the cookie go. */
export async function endSession(session: LiveSession): Promise<void> {
  const { tenantId, memberId } = session;
  if (tenantId === null || memberId === null) {
    await inDirectory((tx) => tx.delete(sessions).where(eq(sessions.tokenHash, session.hash)));
    return;
  }
  const context = placeContext({ tenantId, memberId });
  const keys = await tenantKeys(context);
  await inTenant(context, async (tx) => {
    const ended = await tx
      .delete(sessions)
      .where(eq(sessions.tokenHash, session.hash))
      .returning({ id: sessions.id });
    if (ended.length === 0) return;
    await appendEvents(tx, keys, [
      { action: "session.ended", entity: "sessions", entityId: session.id },
    ]);
  });
}

/**
 * Locks the screen of a session: it reaches nothing until the same person proves who they are, and it
 * goes on towards its idle limit.
 */
export async function lockSession(session: LiveSession): Promise<void> {
  const { tenantId, memberId } = session;
  if (session.stage !== "signed_in" || tenantId === null || memberId === null) return;
  const context = placeContext({ tenantId, memberId });
  const keys = await tenantKeys(context);
  await inTenant(context, async (tx) => {
    const locked = await tx
      .update(sessions)
      .set({ lockedAt: sql`clock_timestamp()` })
      .where(and(eq(sessions.tokenHash, session.hash), sql`${sessions.lockedAt} is null`))
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
