import "server-only";
import { and, eq, lt, or, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { links } from "#db/schema/links";
import { newSessionToken, tokenHash } from "#lib/auth/session-token";
import { env } from "#lib/env";
import { Unavailable } from "#lib/errors";
import { log } from "#lib/log";
import { mailer } from "#lib/mail/configured";
import { type Mail, MailFailed } from "#lib/mail/mailer";

/** What a link is for, and whose it is. It works only while `email` is still theirs. */
export type LinkPurpose =
  | { readonly kind: "reset"; readonly email: string; readonly accountId: string }
  | {
      readonly kind: "invitation";
      readonly email: string;
      readonly tenantId: string;
      readonly memberId: string;
    };

/** The two kinds of links that are mailed. */
export type LinkKind = LinkPurpose["kind"];

/** How long a link works, in seconds, on the database clock. */
export const linkSeconds: Readonly<Record<LinkKind, number>> = {
  reset: 10 * 60,
  invitation: 72 * 60 * 60,
};

const ownerOf = (purpose: LinkPurpose) =>
  purpose.kind === "reset"
    ? and(eq(links.kind, "reset"), eq(links.accountId, purpose.accountId))
    : and(
        eq(links.kind, "invitation"),
        eq(links.tenantId, purpose.tenantId),
        eq(links.memberId, purpose.memberId),
      );

/** Makes a link, in place of any other that was made for the same purpose. The token leaves in the address alone. */
export async function makeLink(purpose: LinkPurpose): Promise<{ url: string; hash: Uint8Array }> {
  const token = newSessionToken();
  const hash = tokenHash(token);
  if (hash === undefined) throw new Error("a new token has no hash");
  const owner = purpose.kind === "reset" ? purpose.accountId : purpose.memberId;
  const expiresAt = sql`clock_timestamp() + make_interval(secs => ${linkSeconds[purpose.kind]}::int)`;
  await inDirectory(async (tx) => {
    // Two that are made at once would otherwise both be the newest.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`link ${owner}`}))`);
    await tx
      .delete(links)
      .where(or(ownerOf(purpose), lt(links.expiresAt, sql`clock_timestamp() - interval '7 days'`)));
    await tx.insert(links).values({ tokenHash: hash, ...purpose, expiresAt });
  });
  return { url: `${env().APP_ORIGIN}/${purpose.kind}/${token}`, hash };
}

/** Removes the links of a purpose, so that none works any more. */
export async function dropLinks(purpose: LinkPurpose): Promise<void> {
  await inDirectory((tx) => tx.delete(links).where(ownerOf(purpose)));
}

/** Sends a letter. What the mail server does not take is logged by its code, and told as unavailable. */
export async function sendLetter(to: string, letter: Omit<Mail, "to">): Promise<void> {
  try {
    await mailer().send({ to, ...letter });
  } catch (error) {
    if (!(error instanceof MailFailed)) throw error;
    log.error({ err: error }, "a mail was not sent");
    throw new Unavailable("mail", { cause: error, seconds: 60 });
  }
}

/** Makes a link and mails it to its address. The row says that it was sent only once the mail was taken. */
export async function mailLink(
  purpose: LinkPurpose,
  letterOf: (url: string) => Omit<Mail, "to">,
): Promise<void> {
  const { url, hash } = await makeLink(purpose);
  await sendLetter(purpose.email, letterOf(url));
  await inDirectory((tx) =>
    tx.update(links).set({ sentAt: sql`clock_timestamp()` }).where(eq(links.tokenHash, hash)),
  );
}
