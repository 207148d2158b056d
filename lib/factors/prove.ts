import "server-only";
import { eq } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { accountFactors } from "#lib/auth/account-factors";
import type { Assurance } from "#lib/auth/session-rows";
import type { LiveSession } from "#lib/auth/session-store";
import { forgetProofTry, takeProofTry } from "#lib/auth/throttle";
import { Malformed } from "#lib/error-response";
import { verifyPassword } from "#lib/passwords/hashing";
import type { Prove } from "./input.ts";
import { checkPasskey } from "./passkey-proving.ts";
import { spendRecoveryCode } from "./recovery-codes.ts";
import { spendTotpCode } from "./totp-factor.ts";
import { recordEverywhere } from "./trail.ts";
import type { MeansView, ProvedView } from "./view.ts";

/** A proof that was right: what it is worth, and what the person is told. */
export interface Proof extends ProvedView {
  readonly assurance: Assurance;
}

/** By what this session's person can prove who they are. */
export async function meansOf(session: LiveSession): Promise<MeansView> {
  const { hasTotp, passkeys, recoveryCodes } = await accountFactors(session.accountId);
  const hasPasskey = passkeys > 0;
  return {
    hasTotp,
    hasPasskey,
    hasRecoveryCodes: recoveryCodes > 0 && (hasTotp || hasPasskey),
    hasPassword: !hasTotp && !hasPasskey,
  };
}

/**
 * Asks for a proof again unless the session has shown more than a password. Whoever has a factor
 * changes factors only by one: a password alone neither adds a second way in nor takes one away.
 */
export async function requireShownFactor(session: LiveSession): Promise<void> {
  const { hasPassword } = await meansOf(session);
  if (!hasPassword && session.assurance === 1) throw new Malformed(403, "REAUTH");
}

async function isPassword(session: LiveSession, password: string): Promise<boolean> {
  if (!(await meansOf(session)).hasPassword) return false;
  const [account] = await inDirectory((tx) =>
    tx
      .select({ passwordHash: accounts.passwordHash })
      .from(accounts)
      .where(eq(accounts.id, session.accountId)),
  );
  return verifyPassword(account?.passwordHash, password);
}

async function check(session: LiveSession, proof: Exclude<Prove, { by: "passkey" }>) {
  const none = { codesLeft: null };
  switch (proof.by) {
    case "code":
      return (await spendTotpCode(session.accountId, proof.code))
        ? { assurance: 2 as const, ...none }
        : undefined;
    case "recovery": {
      const used = await spendRecoveryCode(session.accountId, proof.code);
      if (!used) return undefined;
      const details = { left: used.left };
      await recordEverywhere(session, { action: "recovery-code.used", details });
      return { assurance: 2 as const, codesLeft: used.left };
    }
    case "password":
      return (await isPassword(session, proof.password))
        ? { assurance: 1 as const, ...none }
        : undefined;
  }
}

async function refuse(session: LiveSession, kind: string): Promise<never> {
  await recordEverywhere(session, {
    action: "factor.refused",
    outcome: "denied",
    details: { kind },
  });
  throw new Malformed(400, "FACTOR_WRONG");
}

/**
 * Looks at one proof of who a session's person is. What can be guessed takes one of the few tries
 * first; what is wrong is recorded in every clinic of the person and changes nothing.
 */
export async function checkProof(session: LiveSession, proof: Prove): Promise<Proof> {
  if (proof.by === "passkey") {
    const answer = await checkPasskey(session, proof.response);
    if (answer === "out-of-turn") {
      await recordEverywhere(session, { action: "passkey.out-of-turn", outcome: "denied" });
      throw new Malformed(400, "FACTOR_WRONG");
    }
    return answer === "right" ? { assurance: 3, codesLeft: null } : refuse(session, "passkey");
  }
  const attempt = { accountId: session.accountId, sessionId: session.id };
  await takeProofTry(attempt);
  const right = await check(session, proof);
  if (!right) return refuse(session, proof.by);
  await forgetProofTry(attempt);
  return right;
}
