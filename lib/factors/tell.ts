import "server-only";
import { eq } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { Unavailable } from "#lib/errors";
import { sendLetter } from "#lib/links/links";
import { factorsLetter } from "#lib/mail/letters";

/** What a person is told by mail of their own factors. */
export const factorNews = {
  appAdded: "An authenticator app was set up. Every other session of yours was ended.",
  passkeyAdded: "A passkey was added. Every other session of yours was ended.",
  removed: "A way to sign in was removed. Every other session of yours was ended.",
  codesMade: "New recovery codes were made, and the old ones work no more.",
  codeUsed: "A recovery code was used to prove that it is you.",
  reset: "An administrator of your clinic took your second factors away.",
} as const;

/**
 * Tells a person by mail that something about how they sign in has changed, so that nobody changes it
 * behind their back. It is told after the change is kept: a mail that cannot be sent is logged and undoes nothing.
 */
export async function tellOfFactors(
  accountId: string,
  news: keyof typeof factorNews,
): Promise<void> {
  const [account] = await inDirectory((tx) =>
    tx.select({ email: accounts.email }).from(accounts).where(eq(accounts.id, accountId)),
  );
  if (!account) return;
  try {
    await sendLetter(account.email, factorsLetter(factorNews[news]));
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
  }
}
