import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { passkeys } from "#db/schema/passkeys";
import { recoveryCodes } from "#db/schema/recovery-codes";
import { totpFactors } from "#db/schema/totp-factors";

/** The second factors that an account has. Recovery codes alone are none: they stand in for one that was lost. */
export interface AccountFactors {
  readonly hasTotp: boolean;
  readonly passkeys: number;
  readonly recoveryCodes: number;
}

/** The second factors that an account has at this moment. */
export async function accountFactors(accountId: string): Promise<AccountFactors> {
  return inDirectory(async (tx) => {
    const [row] = await tx
      .select({
        hasTotp: sql<boolean>`exists (select from ${totpFactors} where ${eq(totpFactors.accountId, accounts.id)})`,
        passkeys: tx.$count(passkeys, eq(passkeys.accountId, accounts.id)),
        recoveryCodes: tx.$count(
          recoveryCodes,
          and(eq(recoveryCodes.accountId, accounts.id), isNull(recoveryCodes.usedAt)),
        ),
      })
      .from(accounts)
      .where(eq(accounts.id, accountId));
    return row ?? { hasTotp: false, passkeys: 0, recoveryCodes: 0 };
  });
}

/** Whether a password alone is not enough for this account. */
export async function hasFactor(accountId: string): Promise<boolean> {
  const { hasTotp, passkeys: count } = await accountFactors(accountId);
  return hasTotp || count > 0;
}
