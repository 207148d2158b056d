import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { sessions } from "#db/schema/sessions";
import { sessionLimits } from "./limits.ts";
import { idleEnd, isLive, overallEnd, seconds, secondsUntil } from "./session-clock.ts";
import type { Assurance } from "./session-rows.ts";
import { tokenHash } from "./session-token.ts";

/** How far a person has come: a second factor is owed, a clinic is still to be chosen, or signed in. */
export type SessionStage = "pending_factor" | "choosing" | "signed_in";

/** A session that has not ended, as the database saw it at the beginning of this request. */
export interface LiveSession {
  readonly id: string;
  readonly hash: Uint8Array;
  readonly accountId: string;
  readonly tenantId: string | null;
  readonly memberId: string | null;
  readonly memberEpoch: number | null;
  /** The one clinic that it may ever open, when that clinic's identity provider vouched for the person. */
  readonly confinedTo: string | null;
  readonly stage: SessionStage;
  readonly assurance: Assurance;
  readonly isLocked: boolean;
  /** The browser of a session that had to end because this one began, until the person has read so. */
  readonly displaced: string | null;
  /** Seconds since the person last proved who they are. */
  readonly provedSeconds: number;
  /** Seconds until it ends if nobody does anything, and until it ends whatever anybody does. */
  readonly idleSeconds: number;
  readonly overallSeconds: number;
}

/**
 * The live session behind a token, or undefined. Unless the request is a background one, seeing a
 * session keeps it alive; the row is written at most every half a minute. The limits, the account's
 * epoch and its status are judged here, on the database clock.
 */
export async function findSession(
  token: string | undefined,
  { isBackground }: { readonly isBackground: boolean },
): Promise<LiveSession | undefined> {
  const hash = tokenHash(token);
  if (hash === undefined) return undefined;

  return inDirectory(async (tx) => {
    const [row] = await tx
      .select({
        id: sessions.id,
        accountId: sessions.accountId,
        tenantId: sessions.tenantId,
        memberId: sessions.memberId,
        memberEpoch: sessions.memberEpoch,
        confinedTo: sessions.confinedTo,
        stage: sql<SessionStage>`${sessions.stage}`,
        assurance: sql<Assurance>`${sessions.assurance}`,
        isLocked: sql<boolean>`${sessions.lockedAt} is not null`,
        displaced: sessions.displaced,
        provedSeconds: sql<number>`ceil(extract(epoch from (clock_timestamp() - ${sessions.authenticatedAt})))::int`,
        idleSeconds: secondsUntil(idleEnd),
        overallSeconds: secondsUntil(overallEnd),
        isStale: sql<boolean>`${sessions.lastSeenAt} < clock_timestamp() - ${seconds(sessionLimits.touchAfter)}`,
      })
      .from(sessions)
      .innerJoin(accounts, eq(accounts.id, sessions.accountId))
      .where(
        and(
          eq(sessions.tokenHash, hash),
          eq(accounts.status, "active"),
          eq(accounts.epoch, sessions.epoch),
          isLive,
        ),
      );
    if (!row) return undefined;

    const { isStale, ...session } = row;
    // A locked screen is kept no longer by whatever still runs behind it.
    if (isBackground || session.isLocked) return { ...session, hash };
    if (isStale) {
      await tx
        .update(sessions)
        .set({ lastSeenAt: sql`clock_timestamp()` })
        .where(eq(sessions.tokenHash, hash));
    }
    return { ...session, hash, idleSeconds: Math.min(sessionLimits.idle, session.overallSeconds) };
  });
}
