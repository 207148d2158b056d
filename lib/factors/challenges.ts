import "server-only";
import { and, eq, lt, or, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { challenges } from "#db/schema/challenges";
import type { Queries } from "#db/transaction";
import type { LiveSession } from "#lib/auth/session-store";
import { newId } from "#lib/ids";

/** What a challenge may be answered for; an answer for one purpose is none for another. */
export type ChallengePurpose = "passkey.add" | "passkey.prove" | "totp.add";

/** How long a challenge may be answered, in seconds, and how many wrong codes it takes. */
export const challengeLimits = {
  "passkey.add": 300,
  "passkey.prove": 300,
  "totp.add": 600,
  tries: 5,
};

const isTimely = sql`${challenges.expiresAt} > clock_timestamp()`;

/** Bound to the account and the session: an answer from another session finds nothing. */
const belongsTo = ({ id, accountId }: LiveSession, purpose: ChallengePurpose) =>
  and(
    eq(challenges.sessionId, id),
    eq(challenges.accountId, accountId),
    eq(challenges.purpose, purpose),
  );

/** Keeps what a session was asked, in place of what it was asked before for this purpose. */
export async function openChallenge(
  session: LiveSession,
  purpose: ChallengePurpose,
  challenge: Uint8Array,
): Promise<void> {
  await inDirectory(async (tx) => {
    const isOver = lt(challenges.expiresAt, sql`clock_timestamp()`);
    await tx.delete(challenges).where(or(belongsTo(session, purpose), isOver));
    await tx.insert(challenges).values({
      id: newId(),
      accountId: session.accountId,
      sessionId: session.id,
      purpose,
      challenge,
      expiresAt: sql`clock_timestamp() + make_interval(secs => ${challengeLimits[purpose]}::int)`,
    });
  });
}

/** Uses a challenge up: of all who answer it at once, one is told yes. One too old, or not theirs, is nobody's. */
export async function takeChallenge(
  tx: Queries,
  session: LiveSession,
  purpose: ChallengePurpose,
  challenge: Uint8Array,
): Promise<boolean> {
  const taken = await tx
    .delete(challenges)
    .where(and(belongsTo(session, purpose), eq(challenges.challenge, challenge), isTimely))
    .returning({ id: challenges.id });
  return taken.length > 0;
}

/** Takes one of the tries of a challenge and says what is kept in it, with the time on the database clock in seconds. */
export async function tryChallenge(
  session: LiveSession,
  purpose: ChallengePurpose,
): Promise<{ readonly challenge: Uint8Array; readonly now: number } | undefined> {
  return inDirectory(async (tx) => {
    const [tried] = await tx
      .update(challenges)
      .set({ tries: sql`${challenges.tries} + 1` })
      .where(
        and(belongsTo(session, purpose), lt(challenges.tries, challengeLimits.tries), isTimely),
      )
      .returning({
        challenge: challenges.challenge,
        now: sql<number>`extract(epoch from clock_timestamp())::float8`,
      });
    return tried;
  });
}
