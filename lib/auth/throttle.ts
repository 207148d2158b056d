import "server-only";
import { createHmac } from "node:crypto";
import { eq, inArray, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { throttles } from "#db/schema/throttles";
import type { Queries } from "#db/transaction";
import { env } from "#lib/env";
import { RateLimited } from "#lib/errors";

const minute = 60;
const quarter = { points: 5, seconds: 15 * minute };
const strikesKept = 24 * 60 * minute;
const day = 24 * 60 * minute;
const address = { points: 100, seconds: day };
const unknown = { points: 20, seconds: day };
const inARow = { points: 100, seconds: 3650 * day };

/** Who is trying: the address of an account as typed, from where, and whether the browser is known to it. */
export interface Attempt {
  readonly email: string;
  readonly address: string;
  /** The id of a browser that signed in to this account before. It keeps a bucket of its own. */
  readonly device?: string | undefined;
}

/** The name of a count. Keyed, so that the table names neither accounts nor addresses. */
export const bucket = (...parts: readonly string[]): string =>
  createHmac("sha256", env().AUTH_SECRET).update(JSON.stringify(parts)).digest("base64url");

function bucketsOf({ email, address: from, device }: Attempt) {
  const who = device === undefined ? ["address", email, from] : ["device", email, device];
  return {
    tries: bucket("tries", ...who),
    strikes: bucket("strikes", ...who),
    address: bucket("from", from),
    unknown: bucket("unknown", email),
    inARow: device === undefined ? rowOf(email) : bucket("row", email, device),
  };
}

const rowOf = (email: string) => bucket("row", email);

/** How full a bucket is, and for how many seconds it still counts. */
export interface Count {
  readonly points: number;
  readonly seconds: number;
}

/** Adds one to a bucket and says how full it is; a bucket that has expired begins anew. One statement, so no two can share a point. */
export async function count(tx: Queries, key: string, lasting: number): Promise<Count> {
  const until = sql`clock_timestamp() + make_interval(secs => ${lasting}::int)`;
  const isOver = sql`${throttles.expiresAt} <= clock_timestamp()`;
  const [row] = await tx
    .insert(throttles)
    .values({ key, points: 1, expiresAt: until })
    .onConflictDoUpdate({
      target: throttles.key,
      set: {
        points: sql`case when ${isOver} then 1 else ${throttles.points} + 1 end`,
        expiresAt: sql`case when ${isOver} then ${until} else ${throttles.expiresAt} end`,
      },
    })
    .returning({
      points: throttles.points,
      seconds: sql<number>`ceil(extract(epoch from (${throttles.expiresAt} - clock_timestamp())))::int`,
    });
  return row ?? { points: 1, seconds: lasting };
}

/** The first try beyond the five closes the bucket for 1, 2, 4 ... 60 minutes, never for less than the quarter's rest. */
async function close(tx: Queries, keys: { tries: string; strikes: string }, rest: number) {
  const strikes = await count(tx, keys.strikes, strikesKept);
  const seconds = Math.max(rest, Math.min(60, 2 ** Math.min(strikes.points - 1, 6)) * minute);
  await tx
    .update(throttles)
    .set({ expiresAt: sql`clock_timestamp() + make_interval(secs => ${seconds}::int)` })
    .where(eq(throttles.key, keys.tries));
  return seconds;
}

/** How long one bucket more makes the caller wait: not at all while it is not over its limit. */
async function waitFor(tx: Queries, key: string, limit: { points: number; seconds: number }) {
  const { points, seconds } = await count(tx, key, limit.seconds);
  return points > limit.points ? Math.min(seconds, day) : 0;
}

/**
 * Takes one of the tries that are left before a password is looked at, or throws `RateLimited`: five a
 * quarter of an hour for one account from one address; a hundred failures a day for one address; twenty a
 * day for one account over all browsers that it does not know, which then have to come by mail; a
 * hundred in a row, and the password is worth nothing there until another is set by mail. A browser that is
 * known to the account has buckets of its own, so nobody else's tries count against a member. Kept in
 * the database, so a restart forgets none and all processes count together.
 */
export async function takeTry(attempt: Attempt): Promise<void> {
  const keys = bucketsOf(attempt);
  const wait = await inDirectory(async (tx) => {
    const here = await waitHere(tx, attempt);
    if (here > 0) return here;
    const row = await waitFor(tx, keys.inARow, inARow);
    if (row > 0 || attempt.device !== undefined) return row;
    return waitFor(tx, keys.unknown, unknown);
  });
  if (wait > 0) throw new RateLimited(wait);
}

/** The part of it that counts what comes from one place: the five of a quarter of an hour, and the hundred of a day. */
async function waitHere(tx: Queries, attempt: Attempt): Promise<number> {
  const keys = bucketsOf(attempt);
  const tries = await count(tx, keys.tries, quarter.seconds);
  if (tries.points === quarter.points + 1) return close(tx, keys, tries.seconds);
  if (tries.points > quarter.points) return tries.seconds;
  return attempt.device === undefined ? waitFor(tx, keys.address, address) : 0;
}

/**
 * Takes a try at something that guesses no password, as asking for a mail: only what comes from one
 * place is counted, so that whoever asks from everywhere closes the way by mail to nobody.
 */
export async function takeAsk(attempt: Attempt): Promise<void> {
  const wait = await inDirectory((tx) => waitHere(tx, attempt));
  if (wait > 0) throw new RateLimited(wait);
}

/** Gives the tries back after a right password: only failures count. */
export async function forgetTries(tx: Queries, attempt: Attempt): Promise<void> {
  const keys = bucketsOf(attempt);
  // A row of failures ends for every browser when the member comes in by any.
  const ended = [keys.tries, keys.strikes, keys.inARow, rowOf(attempt.email)];
  await tx.delete(throttles).where(inArray(throttles.key, ended));
  if (attempt.device !== undefined) return;
  await tx
    .update(throttles)
    .set({ points: sql`greatest(${throttles.points} - 1, 0)` })
    .where(inArray(throttles.key, [keys.address, keys.unknown]));
}

/** Whoever set a new password by mail may use it at once, in a browser that is not known too. */
export async function forgetAllTries(tx: Queries, email: string): Promise<void> {
  const ended = [bucket("unknown", email), rowOf(email)];
  await tx.delete(throttles).where(inArray(throttles.key, ended));
}

const hour = 60 * minute;
const proofs = {
  session: { points: 5, seconds: quarter.seconds },
  account: { points: 10, seconds: hour },
};

/** Whose session is being proved: whoever tries this far has shown the password, so nobody else fills its buckets. */
export interface ProofAttempt {
  readonly accountId: string;
  readonly sessionId: string;
}

const proofBuckets = ({ accountId, sessionId }: ProofAttempt) => ({
  session: bucket("proof-session", accountId, sessionId),
  account: bucket("proof-account", accountId),
});

/**
 * Takes one of the tries that are left before a code, a recovery code or a password is looked at, or
 * throws `RateLimited`: five for one session in a quarter of an hour, ten an hour for one account over
 * all of its sessions. A passkey takes none, since it cannot be guessed.
 */
export async function takeProofTry(attempt: ProofAttempt): Promise<void> {
  const keys = proofBuckets(attempt);
  const wait = await inDirectory(async (tx) => {
    const own = await count(tx, keys.session, proofs.session.seconds);
    if (own.points > proofs.session.points) return own.seconds;
    const all = await count(tx, keys.account, proofs.account.seconds);
    return all.points > proofs.account.points ? all.seconds : 0;
  });
  if (wait > 0) throw new RateLimited(wait);
}

/** Gives the try of a right answer back: only failures count. */
export async function forgetProofTry(attempt: ProofAttempt): Promise<void> {
  const keys = proofBuckets(attempt);
  await inDirectory(async (tx) => {
    await tx.delete(throttles).where(eq(throttles.key, keys.session));
    await tx
      .update(throttles)
      .set({ points: sql`greatest(${throttles.points} - 1, 0)` })
      .where(eq(throttles.key, keys.account));
  });
}
