import "server-only";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { z } from "zod";
import { knownDevice } from "#lib/auth/known-device";
import type { LiveSession } from "#lib/auth/session-store";
import { currentVisitor, keepKnown, keepSession, type Visitor } from "#lib/auth/visitor";
import { acceptInvitation } from "#lib/links/acceptance";
import { dropToken, heldToken } from "#lib/links/cookie";
import { MailAddress } from "#lib/mail/address";
import { DisplayName } from "#lib/members/input";
import { changePassword } from "./change.ts";
import { tellOfChange } from "./change-mail.ts";
import { resetPassword } from "./reset.ts";
import { sendAskedReset, takeResetTry } from "./reset-mail.ts";

/** What is asked of somebody who has forgotten their password. */
export const AskForReset = z.strictObject({ email: MailAddress });

/** A new password. Its rules are looked at later, with what is known of the person. */
export const ChoosePassword = z.strictObject({
  password: z.string().min(1, "Enter a password.").max(1024, "Use 128 characters or fewer."),
});

/** What changing one's password takes. */
export const ChangePassword = ChoosePassword.extend({
  current: z.string().min(1, "Enter your present password.").max(1024, "This is too long."),
});

/** What accepting an invitation takes. */
export const AcceptInvitation = ChoosePassword.extend({ displayName: DisplayName });

/**
 * Asks for a link to choose a new password. The try is counted by the address as typed and where it
 * comes from; whether anybody has that address is looked up only once the answer has left, so the
 * answer is the same to the byte and takes the same time.
 */
export async function askForReset(
  visitor: Visitor,
  { email }: z.output<typeof AskForReset>,
): Promise<void> {
  const device = knownDevice(visitor.deviceCookie, email);
  await takeResetTry(email, visitor.address, device);
  after(() => sendAskedReset(email, device));
}

/** Chooses a new password with the link that this browser came in by, and goes on to signing in. */
export async function chooseByLink(
  visitor: Visitor,
  { password }: z.output<typeof ChoosePassword>,
): Promise<never> {
  const email = await resetPassword(await heldToken("reset"), password, visitor.address);
  after(() => tellOfChange(email));
  await dropToken("reset");
  // Who reads the account's mail is no stranger: tries from elsewhere no longer count against this browser.
  await keepKnown(email);
  redirect("/sign-in?reset=1");
}

/** Accepts the invitation whose link this browser came in by, and goes on to signing in. */
export async function acceptByLink(
  visitor: Visitor,
  input: z.output<typeof AcceptInvitation>,
): Promise<never> {
  await acceptInvitation(await heldToken("invitation"), input, visitor);
  await dropToken("invitation");
  redirect("/sign-in?joined=1");
}

/** Changes the password of whoever is signed in here, and hands this browser the token under which its session goes on. */
export async function changeOwnPassword(
  { session }: { readonly session: LiveSession },
  input: z.output<typeof ChangePassword>,
): Promise<void> {
  const { opened, email } = await changePassword(session, input, await currentVisitor());
  await keepSession(opened);
  after(() => tellOfChange(email));
}
