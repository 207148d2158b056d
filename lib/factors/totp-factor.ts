import "server-only";
import { randomBytes } from "node:crypto";
import { and, eq, lt, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { totpFactors } from "#db/schema/totp-factors";
import { endOtherSessions } from "#lib/auth/session-ends";
import type { LiveSession } from "#lib/auth/session-store";
import { Malformed } from "#lib/error-response";
import { NotFound } from "#lib/errors";
import { keyProvider, providerNamed } from "#lib/kms/configured";
import { type AccountKeyContext, type KeyProvider, KeyProviderError } from "#lib/kms/provider";
import { openChallenge, takeChallenge, tryChallenge } from "./challenges.ts";
import { qrOf } from "./qr.ts";
import { firstRecoveryCodes } from "./recovery-codes.ts";
import { seedAddress, seedOf, stepOf, typedSeed } from "./totp.ts";
import { recordedChange } from "./trail.ts";
import type { NewCodesView, NewTotpView } from "./view.ts";

const contextOf = (accountId: string): AccountKeyContext => ({
  accountId,
  purpose: "totp",
  version: 1,
});

async function unwrapSeed(
  accountId: string,
  wrapped: Uint8Array,
  provider: KeyProvider,
): Promise<Uint8Array> {
  const secret = await provider.unwrap(wrapped, contextOf(accountId));
  const seed = seedOf(secret);
  secret.fill(0);
  return seed;
}

/** The seed that waits in a challenge. If another root key has come since, it is as if it had run out. */
async function unwrapWaiting(
  accountId: string,
  wrapped: Uint8Array,
  provider: KeyProvider,
): Promise<Uint8Array> {
  try {
    return await unwrapSeed(accountId, wrapped, provider);
  } catch (error) {
    if (error instanceof KeyProviderError && /^(rejected|malformed)$/.test(error.problem))
      throw new Malformed(400, "FACTOR_EXPIRED");
    throw error;
  }
}

/** A new seed for the app to scan. It waits in a challenge and counts for nothing until a code has confirmed it. */
export async function beginTotp(session: LiveSession): Promise<NewTotpView> {
  const { accountId } = session;
  const secret = randomBytes(32);
  const wrapped = await (await keyProvider()).wrap(secret, contextOf(accountId));
  const seed = seedOf(secret);
  secret.fill(0);
  const email = await inDirectory(async (tx) => {
    const [account] = await tx
      .select({ email: accounts.email })
      .from(accounts)
      .where(eq(accounts.id, accountId));
    if (!account) throw new NotFound("account");
    return account.email;
  });
  await openChallenge(session, "totp.add", wrapped);
  return { typed: typedSeed(seed), qr: qrOf(seedAddress(seed, email)) };
}

/**
 * Makes the app that was scanned the account's own, in place of any before, once it shows a right code.
 * That code is used up. All other sessions of the person end, since they came in by less.
 */
export async function confirmTotp(session: LiveSession, code: string): Promise<NewCodesView> {
  const { accountId } = session;
  const tried = await tryChallenge(session, "totp.add");
  if (!tried) throw new Malformed(400, "FACTOR_EXPIRED");
  const seedWrapped = tried.challenge;
  const provider = await keyProvider();
  const seed = await unwrapWaiting(accountId, seedWrapped, provider);
  const lastStep = stepOf(seed, code, tried.now);
  if (lastStep === undefined) throw new Malformed(400, "FACTOR_WRONG");

  const details = { kind: "authenticator app" };
  const codes = await recordedChange(session, { action: "factor.added", details }, async (tx) => {
    await endOtherSessions(tx, session);
    if (!(await takeChallenge(tx, session, "totp.add", seedWrapped)))
      throw new Malformed(400, "FACTOR_EXPIRED");
    const wrappedBy = provider.name;
    const set = { seedWrapped, wrappedBy, lastStep, confirmedAt: sql`clock_timestamp()` };
    await tx
      .insert(totpFactors)
      .values({ accountId, ...set })
      .onConflictDoUpdate({ target: totpFactors.accountId, set });
    return firstRecoveryCodes(tx, accountId);
  });
  return { codes };
}

/**
 * Whether a code is the app's, now, for the first time. One UPDATE that only raises the last step
 * decides, so of all who send the same code at once one is told yes, and no older code ever counts.
 */
export async function spendTotpCode(accountId: string, code: string): Promise<boolean> {
  const found = await inDirectory(async (tx) => {
    const [row] = await tx
      .select({
        wrapped: totpFactors.seedWrapped,
        wrappedBy: totpFactors.wrappedBy,
        now: sql<number>`extract(epoch from clock_timestamp())::float8`,
      })
      .from(totpFactors)
      .where(eq(totpFactors.accountId, accountId));
    return row;
  });
  if (!found) return false;
  const provider = await providerNamed(found.wrappedBy);
  const step = stepOf(await unwrapSeed(accountId, found.wrapped, provider), code, found.now);
  if (step === undefined) return false;

  const used = await inDirectory((tx) =>
    tx
      .update(totpFactors)
      .set({ lastStep: step })
      .where(
        and(
          eq(totpFactors.accountId, accountId),
          eq(totpFactors.seedWrapped, found.wrapped),
          lt(totpFactors.lastStep, step),
        ),
      )
      .returning({ accountId: totpFactors.accountId }),
  );
  return used.length > 0;
}
