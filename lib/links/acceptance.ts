import "server-only";
import { knownDevice } from "#lib/auth/known-device";
import { verifySignIn } from "#lib/auth/sign-in";
import type { Visitor } from "#lib/auth/visitor";
import { Invalid, Refusal } from "#lib/errors";
import { hashPassword } from "#lib/passwords/hashing";
import { passwordIssues } from "#lib/passwords/policy";
import { findInvitation, type Invitation, type Joiner, join } from "./joining.ts";

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
