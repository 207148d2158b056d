import { closePool, configurePool } from "#db/client";
import type { Claim, ProofContext, Verdict } from "#e2e/claim";
import { admin } from "#lib/testing";
import { guesses } from "./factors/guesses.ts";
import { passkeyAttacks } from "./factors/passkey-attacks.ts";
import { recoveryUses } from "./factors/recovery-uses.ts";
import { totpUses } from "./factors/totp-uses.ts";

/**
 * Factors count once and for one person. Codes of an app and recovery codes are sent by many at once,
 * a software authenticator signs every wrong thing it can, and wrong codes are sent in parallel over
 * several sessions; the database judges what was accepted. Not claimed: that an app or a device keeps
 * its own secret.
 */
export const claim: Claim = {
  title: "Codes, recovery codes and passkeys count once, for one person, in their time",
  run,
};

async function run({ full, appUrl, log }: ProofContext): Promise<Verdict> {
  configurePool(appUrl, { max: 16 });
  try {
    const figures: Record<string, number | string> = {};
    const broken: string[] = [];
    for (const part of [totpUses, recoveryUses, passkeyAttacks, guesses]) {
      const result = await part({ full });
      Object.assign(figures, result.figures);
      broken.push(...result.broken);
      for (const line of result.broken) log(`BROKEN: ${line}`);
    }
    return { held: broken.length === 0, figures: { ...figures, broken: broken.length } };
  } finally {
    await closePool();
    await admin.end({ timeout: 5 });
  }
}
