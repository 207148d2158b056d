import "server-only";
import { and, eq } from "drizzle-orm";
import { passkeys } from "#db/schema/passkeys";
import { recoveryCodes } from "#db/schema/recovery-codes";
import { totpFactors } from "#db/schema/totp-factors";
import type { Queries } from "#db/transaction";
import { endOtherSessions } from "#lib/auth/session-ends";
import type { LiveSession } from "#lib/auth/session-store";
import { Malformed } from "#lib/error-response";
import { NotFound } from "#lib/errors";
import type { RemoveFactor, RenamePasskey } from "./input.ts";
import { decoded } from "./passkey-ceremony.ts";
import { replaceRecoveryCodes } from "./recovery-codes.ts";
import { requiredAssurance } from "./required.ts";
import { recordedChange } from "./trail.ts";
import type { NewCodesView } from "./view.ts";

/** By what an account can be proved: 3 a passkey, 2 an app's code, 1 nothing but the password. */
async function reachOf(tx: Queries, accountId: string): Promise<1 | 2 | 3> {
  if ((await tx.$count(passkeys, eq(passkeys.accountId, accountId))) > 0) return 3;
  return (await tx.$count(totpFactors, eq(totpFactors.accountId, accountId))) > 0 ? 2 : 1;
}

/**
 * Takes one factor away, unless what is left would not let the person into a clinic of theirs. With
 * the last factor the recovery codes go too. All other sessions of the person end.
 */
export async function removeFactor(session: LiveSession, factor: RemoveFactor): Promise<void> {
  const { accountId } = session;
  const required = await requiredAssurance(accountId);
  const details = { kind: factor.kind === "totp" ? "authenticator app" : "passkey" };
  await recordedChange(session, { action: "factor.removed", details }, async (tx) => {
    // It also locks the account: of two removals at once, the second counts what the first has left.
    await endOtherSessions(tx, session);
    const removed =
      factor.kind === "totp"
        ? await tx
            .delete(totpFactors)
            .where(eq(totpFactors.accountId, accountId))
            .returning({ accountId: totpFactors.accountId })
        : await tx
            .delete(passkeys)
            .where(
              and(
                eq(passkeys.accountId, accountId),
                eq(passkeys.credentialId, decoded(factor.credentialId)),
              ),
            )
            .returning({ accountId: passkeys.accountId });
    if (removed.length === 0) throw new NotFound("factor");

    const reach = await reachOf(tx, accountId);
    if (reach < required) throw new Malformed(409, "FACTOR_REQUIRED");
    if (reach === 1) await tx.delete(recoveryCodes).where(eq(recoveryCodes.accountId, accountId));
  });
}

/** Gives one of the person's own passkeys another label. */
export async function renamePasskey(
  session: LiveSession,
  { credentialId, label }: RenamePasskey,
): Promise<void> {
  const { accountId } = session;
  await recordedChange(session, { action: "passkey.renamed", details: { label } }, async (tx) => {
    const renamed = await tx
      .update(passkeys)
      .set({ label })
      .where(
        and(eq(passkeys.accountId, accountId), eq(passkeys.credentialId, decoded(credentialId))),
      )
      .returning({ accountId: passkeys.accountId });
    if (renamed.length === 0) throw new NotFound("passkey");
  });
}

/** New recovery codes in place of the old ones, for somebody who has a factor that they stand in for. */
export async function makeRecoveryCodes(session: LiveSession): Promise<NewCodesView> {
  const { accountId } = session;
  const codes = await recordedChange(session, { action: "recovery-codes.made" }, async (tx) => {
    await endOtherSessions(tx, session);
    if ((await reachOf(tx, accountId)) === 1) throw new NotFound("factor");
    return replaceRecoveryCodes(tx, accountId);
  });
  return { codes };
}
