import "server-only";
import { and, desc, eq, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { sessions } from "#db/schema/sessions";
import { tenants } from "#db/schema/tenants";
import { NotFound } from "#lib/errors";
import { browserWords } from "./browser-words.ts";
import { isLive } from "./session-clock.ts";
import { endSession } from "./session-ends.ts";
import type { LiveSession } from "./session-store.ts";
import { stillStands } from "./standing.ts";
import type { OwnSessionView } from "./view.ts";

/** The sessions of an account that are still within their limits, newest first. */
const liveRows = (accountId: string) =>
  inDirectory((tx) =>
    tx
      .select({
        id: sessions.id,
        accountId: sessions.accountId,
        tenantId: sessions.tenantId,
        memberId: sessions.memberId,
        memberEpoch: sessions.memberEpoch,
        clinic: tenants.name,
        isLocked: sql<boolean>`${sessions.lockedAt} is not null`,
        isPending: sql<boolean>`${sessions.stage} = 'pending_factor'`,
        userAgent: sessions.userAgent,
        address: sessions.address,
        startedAt: sessions.createdAt,
        lastSeenAt: sessions.lastSeenAt,
      })
      .from(sessions)
      .innerJoin(
        accounts,
        and(eq(accounts.id, sessions.accountId), eq(accounts.epoch, sessions.epoch)),
      )
      .leftJoin(tenants, eq(tenants.id, sessions.tenantId))
      .where(and(eq(sessions.accountId, accountId), isLive))
      .orderBy(desc(sessions.createdAt), desc(sessions.id)),
  );

/** Every session of this one's person that still reaches something, this one first: theirs alone, whoever asks. */
export async function listOwnSessions(session: LiveSession): Promise<OwnSessionView[]> {
  const own: OwnSessionView[] = [];
  for (const row of await liveRows(session.accountId)) {
    const { tenantId, memberId } = row;
    if (tenantId !== null && memberId !== null && !(await stillStands(row, tenantId, memberId)))
      continue;
    own.push({
      id: row.id,
      isThis: row.id === session.id,
      clinic: row.clinic,
      isLocked: row.isLocked,
      isPending: row.isPending,
      browser: browserWords(row.userAgent),
      address: row.address,
      startedAt: row.startedAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
    });
  }
  return own.sort((a, b) => Number(b.isThis) - Number(a.isThis));
}

/** Ends another session of the same person at once; one that is not theirs, or not there any more, is not found. */
export async function revokeSession(session: LiveSession, sessionId: string): Promise<void> {
  const rows = await liveRows(session.accountId);
  const chosen = rows.find(({ id }) => id === sessionId);
  if (!chosen || chosen.id === session.id) throw new NotFound("session");
  if (!(await endSession(chosen, "session.revoked"))) throw new NotFound("session");
}

/** Ends every other session of the same person, and says how many there were. */
export async function revokeOtherSessions(session: LiveSession): Promise<number> {
  let ended = 0;
  for (const row of await liveRows(session.accountId)) {
    if (row.id !== session.id && (await endSession(row, "session.revoked"))) ended += 1;
  }
  return ended;
}

/** Remembers that the person has read which older session had to end for this one. */
export async function acknowledgeDisplaced({ id }: LiveSession): Promise<void> {
  await inDirectory((tx) =>
    tx.update(sessions).set({ displaced: null }).where(eq(sessions.id, id)),
  );
}
