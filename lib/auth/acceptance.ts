import "server-only";
import { Invalid, Refusal } from "#lib/errors";
import { findInvitation, type Invitation, type Joiner, join } from "./joining.ts";
import { knownDevice } from "./known-device.ts";
import { passwordIssues } from "./password-policy.ts";
import { hashPassword } from "./passwords.ts";
import { verifySignIn } from "./sign-in.ts";
import type { Visitor } from "./visitor.ts";

async function joinerOf(
  { email, clinic, hasAccount }: Invitation,
  displayName: string,
  password: string,
  visitor: Visitor,
): Promise<Joiner> {
  if (hasAccount) {
    const device = knownDevice(visitor.deviceCookie, email);
    const account = await verifySignIn({ email, address: visitor.address, device }, password);
    if (!account) throw new Refusal("password.wrong");
    return { accountId: account.id };
  }
  const issues = await passwordIssues(password, [email, clinic, displayName]);
  if (issues.length > 0) throw new Invalid({ password: issues });
  return { passwordHash: await hashPassword(password) };
}

/**
 * Accepts an invitation with a password: one that is chosen now, or that of the account which the
 * address has already. It signs nobody in, so a second factor is asked for as ever.
 */
export async function acceptInvitation(
  token: string | undefined,
  { displayName, password }: { readonly displayName: string; readonly password: string },
  visitor: Visitor,
): Promise<void> {
  const invitation = await findInvitation(token);
  if (!invitation || token === undefined) throw new Refusal("link.dead");
  await join(
    token,
    invitation,
    displayName,
    await joinerOf(invitation, displayName, password, visitor),
  );
}
