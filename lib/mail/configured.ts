import "server-only";
import { env } from "#lib/env";
import type { Mailer } from "./mailer.ts";
import { listOutbox, outboxMailer, type StoredMail } from "./outbox.ts";
import { smtpMailer } from "./smtp.ts";

/** What sends mail here, as the environment says. */
export function mailer(): Mailer {
  const { MAIL_PROVIDER, SMTP_URL = "", MAIL_FROM = "", OUTBOX_FOLDER = "", CHARTKEEP_ENV } = env();
  if (MAIL_PROVIDER === "outbox") return outboxMailer(OUTBOX_FOLDER);
  const isTlsRequired = CHARTKEEP_ENV === "production";
  return smtpMailer({ url: SMTP_URL, from: MAIL_FROM, isTlsRequired });
}

/** The mails that would have left, where an outbox takes the place of a mail server; undefined everywhere else. */
export async function openOutbox(): Promise<StoredMail[] | undefined> {
  const { MAIL_PROVIDER, OUTBOX_FOLDER = "" } = env();
  return MAIL_PROVIDER === "outbox" ? listOutbox(OUTBOX_FOLDER) : undefined;
}
