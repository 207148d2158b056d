import "server-only";
import { sendLetter } from "#lib/links/links";
import { log } from "#lib/log";
import { passwordChangedLetter } from "#lib/mail/letters";

/** Tells a person that their password is another one. A mail that cannot leave is logged: the change stands. */
export async function tellOfChange(email: string): Promise<void> {
  await sendLetter(email, passwordChangedLetter()).catch((error: unknown) =>
    log.error({ err: error }, "a changed password was not told"),
  );
}
