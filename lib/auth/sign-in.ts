import "server-only";
import { hashPassword, isOutdated, verifyPassword } from "#lib/passwords/hashing";
import { recordInClinics } from "./account-events.ts";
import { type Account, findAccount, listPlaces, replacePasswordHash } from "./directory.ts";
import { type Attempt, takeTry } from "./throttle.ts";

/** A refused sign-in is recorded in every clinic that the account belongs to, since each has to know. */
async function recordRefusal(account: Account, attempt: Attempt): Promise<void> {
  await recordInClinics(await listPlaces(account.id), {
    action: "session.refused",
    outcome: "denied",
    entity: "accounts",
    entityId: account.id,
    address: attempt.address,
  });
}

/**
 * The account that a password opens, or undefined. The try is taken before the password is looked at,
 * and an address nobody has costs as much hashing as one that somebody has.
 */
export async function verifySignIn(
  attempt: Attempt,
  password: string,
): Promise<Account | undefined> {
  await takeTry(attempt);
  const account = await findAccount(attempt.email);
  if (!(await verifyPassword(account?.passwordHash, password))) {
    if (account) await recordRefusal(account, attempt);
    return undefined;
  }
  if (account && isOutdated(account.passwordHash)) {
    await replacePasswordHash(account.id, await hashPassword(password));
  }
  return account;
}
