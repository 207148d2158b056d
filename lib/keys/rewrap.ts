import "server-only";
import { timingSafeEqual } from "node:crypto";
import { and, asc, eq, gt, ne } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { tenantKeys as keyTable } from "#db/schema/tenant-keys";
import { totpFactors } from "#db/schema/totp-factors";
import { inTenant } from "#db/tenant";
import { appendEvents } from "#lib/audit/append";
import { keyProvider, providerNamed } from "#lib/kms/configured";
import { type KeyContext, KeyProviderError } from "#lib/kms/provider";
import { forgetTenantKeys, tenantKeysIfNeeded } from "#lib/phi/keys";
import { keyPurposes } from "#lib/phi/tenant-key";
import { rotatorIn } from "./rotator.ts";
import { beginning } from "./walk.ts";

/** What a rewrapping did: secrets it wrapped anew, those that were so already, and those that their provider does not open. */
export interface Rewrapped {
  anew: number;
  asWas: number;
  refused: number;
}

/** A wrapped secret, and how it is replaced while it is still the same. */
interface Kept {
  readonly wrapped: Uint8Array;
  readonly wrappedBy: string;
  readonly context: KeyContext;
  replace(fresh: Uint8Array, provider: string): Promise<boolean>;
}

/**
 * Wraps every version of a clinic's keys under the provider that wraps now. The keys stay what they are,
 * so nothing else changes. Each is unwrapped again and compared before the old form is let go, and a run
 * that was cut off is gone on with by the next. `isForced` also takes those that this provider wrapped
 * itself, as after its own root key was changed.
 */
export async function rewrapClinic(tenantId: string, isForced = false): Promise<Rewrapped> {
  const rows = await inTenant(rotatorIn(tenantId), (tx) =>
    tx
      .select()
      .from(keyTable)
      .where(and(eq(keyTable.tenantId, tenantId), ne(keyTable.state, "destroyed")))
      .orderBy(asc(keyTable.purpose), asc(keyTable.version)),
  );
  const total = { anew: 0, asWas: 0, refused: 0 };
  for (const { purpose: named, version, wrapped, provider: wrappedBy } of rows) {
    const purpose = keyPurposes.find((each) => each === named);
    if (!purpose || !wrapped) continue;
    const context = { tenantId, purpose, version };
    const replace = async (fresh: Uint8Array, provider: string) => {
      const changed = await inTenant(rotatorIn(tenantId), (tx) =>
        tx
          .update(keyTable)
          .set({ wrapped: fresh, provider })
          .where(
            and(
              eq(keyTable.tenantId, tenantId),
              eq(keyTable.purpose, purpose),
              eq(keyTable.version, version),
              eq(keyTable.wrapped, wrapped),
            ),
          )
          .returning({ version: keyTable.version }),
      );
      return changed.length > 0;
    };
    total[await rewrap({ wrapped, wrappedBy, context, replace }, isForced)] += 1;
  }
  if (total.anew > 0) await tellClinic(tenantId, total);
  return total;
}

async function tellClinic(tenantId: string, { anew, refused }: Rewrapped): Promise<void> {
  forgetTenantKeys(tenantId);
  const { name: provider } = await keyProvider();
  // A clinic with a key that is lost can seal nothing: its event says so without details.
  const keys = await tenantKeysIfNeeded(rotatorIn(tenantId));
  await inTenant(rotatorIn(tenantId), (tx) =>
    appendEvents(tx, keys, [
      {
        action: "keys.rewrapped",
        entity: "tenant_keys",
        ...(refused > 0 ? { outcome: "failed" } : { details: { provider, keys: anew } }),
      },
    ]),
  );
}

/** The same for the secrets of accounts, which belong to no clinic: the seeds of authenticator apps. */
export async function rewrapAccounts(isForced = false): Promise<Rewrapped> {
  const total = { anew: 0, asWas: 0, refused: 0 };
  for (let after = beginning; ; ) {
    const page = await inDirectory((tx) =>
      tx
        .select({ id: totpFactors.accountId })
        .from(totpFactors)
        .where(gt(totpFactors.accountId, after))
        .orderBy(asc(totpFactors.accountId))
        .limit(100),
    );
    for (const { id } of page) total[await rewrapAccount(id, isForced)] += 1;
    const last = page.at(-1);
    if (!last) return total;
    after = last.id;
  }
}

/** One account's seed under the provider that wraps now. */
export async function rewrapAccount(accountId: string, isForced = false): Promise<keyof Rewrapped> {
  const [row] = await inDirectory((tx) =>
    tx.select().from(totpFactors).where(eq(totpFactors.accountId, accountId)),
  );
  if (!row) return "asWas";
  const { seedWrapped: wrapped, wrappedBy } = row;
  const replace = async (seedWrapped: Uint8Array, provider: string) => {
    const changed = await inDirectory((tx) =>
      tx
        .update(totpFactors)
        .set({ seedWrapped, wrappedBy: provider })
        .where(and(eq(totpFactors.accountId, accountId), eq(totpFactors.seedWrapped, wrapped)))
        .returning({ accountId: totpFactors.accountId }),
    );
    return changed.length > 0;
  };
  const context = { accountId, purpose: "totp", version: 1 } as const;
  return rewrap({ wrapped, wrappedBy, context, replace }, isForced);
}

async function rewrap(kept: Kept, isForced: boolean): Promise<keyof Rewrapped> {
  const provider = await keyProvider();
  if (kept.wrappedBy === provider.name && !isForced) return "asWas";
  try {
    const fresh = await wrapAnew(kept);
    return (await kept.replace(fresh, provider.name)) ? "anew" : "asWas";
  } catch (error) {
    // One secret that nobody opens keeps nothing from the others; a provider that is away ends the run.
    if (error instanceof KeyProviderError && error.problem !== "unavailable") return "refused";
    throw error;
  }
}

/** A secret under another wrapping, which has been opened again and found to hold the same. */
async function wrapAnew({ wrapped, wrappedBy, context }: Kept): Promise<Uint8Array> {
  const provider = await keyProvider();
  const secret = await (await providerNamed(wrappedBy)).unwrap(wrapped, context);
  try {
    const fresh = await provider.wrap(secret, context);
    const again = await provider.unwrap(fresh, context);
    const isSame = again.length === secret.length && timingSafeEqual(again, secret);
    again.fill(0);
    if (isSame) return fresh;
    throw new KeyProviderError("rejected", `${provider.name} does not unwrap what it wrapped`);
  } finally {
    secret.fill(0);
  }
}
