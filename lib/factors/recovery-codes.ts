import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { recoveryCodes } from "#db/schema/recovery-codes";
import type { Queries } from "#db/transaction";
import { newRecoveryCode, recoveryCodeHash } from "./recovery-code.ts";
import { recoveryCodeCounts } from "./recovery-code-counts.ts";

/** Gives an account new codes in place of all that it had. This is the only moment at which they are known. */
export async function replaceRecoveryCodes(
  tx: Queries,
  accountId: string,
): Promise<readonly string[]> {
  const codes = Array.from({ length: recoveryCodeCounts.made }, newRecoveryCode);
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.accountId, accountId));
  await tx.insert(recoveryCodes).values(
    codes.map((code) => {
      const codeHash = recoveryCodeHash(accountId, code);
      if (!codeHash) throw new Error("a new code has no hash");
      return { accountId, codeHash };
    }),
  );
  return codes;
}

/** The codes that come with the first factor; none when some are left. */
export async function firstRecoveryCodes(
  tx: Queries,
  accountId: string,
): Promise<readonly string[]> {
  const left = await tx.$count(recoveryCodes, unused(accountId));
  return left > 0 ? [] : replaceRecoveryCodes(tx, accountId);
}

const unused = (accountId: string) =>
  and(eq(recoveryCodes.accountId, accountId), isNull(recoveryCodes.usedAt));

/** Uses a code up: of all who send it at once, one is told yes, and how many are left. */
export async function spendRecoveryCode(
  accountId: string,
  typed: string,
): Promise<{ readonly left: number } | undefined> {
  const codeHash = recoveryCodeHash(accountId, typed);
  if (!codeHash) return undefined;
  return inDirectory(async (tx) => {
    const used = await tx
      .update(recoveryCodes)
      .set({ usedAt: sql`clock_timestamp()` })
      .where(and(unused(accountId), eq(recoveryCodes.codeHash, codeHash)))
      .returning({ accountId: recoveryCodes.accountId });
    if (used.length === 0) return undefined;
    return { left: await tx.$count(recoveryCodes, unused(accountId)) };
  });
}
