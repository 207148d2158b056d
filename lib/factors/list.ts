import "server-only";
import { and, asc, eq, isNull } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { passkeys } from "#db/schema/passkeys";
import { recoveryCodes } from "#db/schema/recovery-codes";
import { totpFactors } from "#db/schema/totp-factors";
import type { LiveSession } from "#lib/auth/session-store";
import { encoded } from "./passkey-ceremony.ts";
import { requiredAssurance } from "./required.ts";
import type { FactorsView } from "./view.ts";

/** All the factors of a session's person, and what their clinics ask for. */
export async function listFactors({ accountId }: LiveSession): Promise<FactorsView> {
  const required = await requiredAssurance(accountId);
  return inDirectory(async (tx) => {
    const [totp] = await tx
      .select({ confirmedAt: totpFactors.confirmedAt })
      .from(totpFactors)
      .where(eq(totpFactors.accountId, accountId));
    const rows = await tx
      .select({
        credentialId: passkeys.credentialId,
        label: passkeys.label,
        isBackedUp: passkeys.isBackedUp,
        createdAt: passkeys.createdAt,
        lastUsedAt: passkeys.lastUsedAt,
      })
      .from(passkeys)
      .where(eq(passkeys.accountId, accountId))
      .orderBy(asc(passkeys.createdAt));
    const codesLeft = await tx.$count(
      recoveryCodes,
      and(eq(recoveryCodes.accountId, accountId), isNull(recoveryCodes.usedAt)),
    );
    return {
      totpSince: totp?.confirmedAt ?? null,
      passkeys: rows.map((row) => ({
        ...row,
        credentialId: encoded(row.credentialId),
      })),
      codesLeft,
      required,
    };
  });
}
