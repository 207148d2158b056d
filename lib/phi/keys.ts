import "server-only";
import type { KeyObject } from "node:crypto";
import { eq } from "drizzle-orm";
import type { LRUCache } from "lru-cache";
import { tenantKeys as keyTable } from "#db/schema/tenant-keys";
import { inTenant, type TenantContext, type TenantTx } from "#db/tenant";
import { Unavailable } from "#lib/errors";
import { keyProvider } from "#lib/kms/configured";
import type { KeyProvider } from "#lib/kms/provider";
import type { FieldKeys } from "./envelope.ts";
import { fieldKeys } from "./field-keys.ts";
import { type IndexKeys, indexKeys } from "./index-keys.ts";
import { keyCache } from "./key-cache.ts";
import { keyPurposes, newTenantKey, unwrapTenantKey } from "./tenant-key.ts";

/** One clinic's unwrapped keys: what seals and opens its fields, and what makes its search tokens. */
export interface TenantKeys extends FieldKeys, IndexKeys {
  readonly tenantId: string;
  /** Forgets every derived key. Derived keys come back if a request still holds these keys. */
  forget(): void;
}

/** One version of a key as the table holds it; a destroyed one has nothing wrapped. */
export type KeyRow = Pick<
  typeof keyTable.$inferSelect,
  "purpose" | "version" | "wrapped" | "kcv" | "provider" | "state"
>;

/** How long unwrapped keys may stay in memory. Nothing renews it: after five minutes the provider is asked again. */
export const keyLifetime = 5 * 60_000;

// A server's bundles may each hold a copy of this module; the process keeps keys in one place.
const shared = globalThis as typeof globalThis & {
  chartkeepKeys?: LRUCache<string, TenantKeys, TenantContext>;
};

shared.chartkeepKeys ??= keyCache(keyLifetime, async (tenantId, context) =>
  unwrapRows(await keyProvider(), tenantId, await readRows(context)),
);
const cache = shared.chartkeepKeys;

/**
 * The keys of the context's clinic, from memory or through the key provider. They are read inside
 * the clinic's own wall under the caller's role, so a foreign clinic's wrapped keys are not even seen.
 */
export async function tenantKeys(context: TenantContext): Promise<TenantKeys> {
  const keys = await cache.fetch(context.tenantId, { context });
  if (!keys) throw new Unavailable("the clinic's keys");
  return keys;
}

/** Drops a clinic's keys from memory, as after a rotation, or everybody's. */
export function forgetTenantKeys(tenantId?: string): void {
  if (tenantId === undefined) cache.clear();
  else cache.delete(tenantId);
}

/** Gives a new clinic its first field key and its first index key. A clinic that has keys keeps them: this throws. */
export async function createTenantKeys(tx: TenantTx, tenantId: string): Promise<void> {
  const provider = await keyProvider();
  const made = await Promise.all(
    keyPurposes.map((purpose) => newTenantKey(provider, { tenantId, purpose, version: 1 })),
  );
  await tx.insert(keyTable).values(made.map((key) => ({ ...key, state: "primary" })));
}

/** Unwraps every enabled version of a clinic's keys. Without a primary of each purpose nothing can be sealed or opened. */
export async function unwrapRows(
  provider: KeyProvider,
  tenantId: string,
  rows: readonly KeyRow[],
): Promise<TenantKeys> {
  const field = await unwrapPurpose(provider, tenantId, "field", rows);
  const index = await unwrapPurpose(provider, tenantId, "index", rows);
  const fields = fieldKeys(tenantId, field.versions, field.primary);
  const indexes = indexKeys(tenantId, index.versions, index.primary);
  return {
    tenantId,
    ...fields,
    ...indexes,
    forget() {
      fields.forget();
      indexes.forget();
    },
  };
}

async function unwrapPurpose(
  provider: KeyProvider,
  tenantId: string,
  purpose: (typeof keyPurposes)[number],
  rows: readonly KeyRow[],
): Promise<{ readonly versions: Map<number, KeyObject>; readonly primary: number }> {
  const versions = new Map<number, KeyObject>();
  let primary: number | undefined;
  for (const { wrapped, version, kcv, ...row } of rows) {
    if (row.purpose !== purpose || row.state === "destroyed" || wrapped === null) continue;
    const stored = { tenantId, purpose, version, wrapped, kcv, provider: row.provider };
    versions.set(version, await unwrapTenantKey(provider, stored));
    if (row.state === "primary") primary = version;
  }
  if (primary === undefined) throw new Unavailable(`the clinic's ${purpose} key`);
  return { versions, primary };
}

function readRows(context: TenantContext): Promise<KeyRow[]> {
  return inTenant(context, (tx) =>
    tx
      .select({
        purpose: keyTable.purpose,
        version: keyTable.version,
        wrapped: keyTable.wrapped,
        kcv: keyTable.kcv,
        provider: keyTable.provider,
        state: keyTable.state,
      })
      .from(keyTable)
      .where(eq(keyTable.tenantId, context.tenantId)),
  );
}
