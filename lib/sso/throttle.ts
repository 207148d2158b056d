import "server-only";
import { inDirectory } from "#db/directory";
import { bucket, count } from "#lib/auth/throttle";
import { RateLimited } from "#lib/errors";

const quarter = { ways: 60, seconds: 15 * 60 };

/**
 * Takes one of the sixty times a quarter of an hour that one address may begin single sign-on, or throws
 * `RateLimited`. Enough for a clinic's morning behind one address; each costs its provider a question.
 */
export async function takeWay(address: string): Promise<void> {
  const taken = await inDirectory((tx) => count(tx, bucket("sso", address), quarter.seconds));
  if (taken.points > quarter.ways) throw new RateLimited(taken.seconds);
}
