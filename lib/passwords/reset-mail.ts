import "server-only";
import { and, eq } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { takeAsk } from "#lib/auth/throttle";
import { RateLimited } from "#lib/errors";
import { linkSeconds, mailLink } from "#lib/links/links";
import { takeMail } from "#lib/links/mail-throttle";
import { log } from "#lib/log";
import { resetLetter } from "#lib/mail/letters";

const minutes = linkSeconds.reset / 60;

/** Mails a link to an account's own address, with which its person chooses a new password. Throws when no mail can leave. */
export async function sendReset(accountId: string): Promise<void> {
  const [account] = await inDirectory((tx) =>
    tx
      .select({ email: accounts.email })
      .from(accounts)
      .where(and(eq(accounts.id, accountId), eq(accounts.status, "active"))),
  );
  if (!account) return;
  const wait = await takeMail("started reset", account.email);
  if (wait > 0) throw new RateLimited(wait);
  await mailLink({ kind: "reset", email: account.email, accountId }, (url) =>
    resetLetter(url, minutes),
  );
}

/**
 * Takes one of the tries to ask for a link that are left for an address as typed, from one place. It is
 * all that is done before the answer, so it looks nothing up that depends on whose the address is.
 */
export async function takeResetTry(
  email: string,
  address: string,
  device: string | undefined,
): Promise<void> {
  // A name with a space, as no address has, keeps these tries apart from those of signing in.
  await takeAsk({ email: `reset ${email}`, address, device });
}

/**
 * Mails a link to the account with this address, if there is one. It runs after the answer has left,
 * so that nothing in it can be told from outside, and whatever goes wrong is only logged: asking again is safe.
 */
export async function sendAskedReset(email: string, device: string | undefined): Promise<void> {
  try {
    const [account] = await inDirectory((tx) =>
      tx
        .select({ id: accounts.id })
        .from(accounts)
        .where(and(eq(accounts.email, email), eq(accounts.status, "active"))),
    );
    if (!account || (await takeMail("reset", email, device)) > 0) return;
    await mailLink({ kind: "reset", email, accountId: account.id }, (url) =>
      resetLetter(url, minutes),
    );
  } catch (error) {
    log.error({ err: error }, "a reset was not sent");
  }
}
