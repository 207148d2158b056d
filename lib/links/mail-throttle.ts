import "server-only";
import { inDirectory } from "#db/directory";
import { bucket, count } from "#lib/auth/throttle";

const anHour = { mails: 5, seconds: 60 * 60 };

/**
 * Takes one of the five mails an hour that one address may get for one reason, and says how many
 * seconds there are to wait when none is left, else 0. Whoever asks from a browser known to the account
 * has a count of their own, so that a stranger cannot use up a member's.
 */
export async function takeMail(reason: string, email: string, device?: string): Promise<number> {
  const who = device === undefined ? ["anyone", email] : ["device", email, device];
  const taken = await inDirectory((tx) =>
    count(tx, bucket("mail", reason, ...who), anHour.seconds),
  );
  return taken.points > anHour.mails ? taken.seconds : 0;
}
