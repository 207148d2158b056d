import "server-only";
import type { KeyObject } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { LRUCache } from "lru-cache";
import { tenantKeys as keyTable } from "#db/schema/tenant-keys";
import { inTenant, type TenantContext } from "#db/tenant";
import { Unavailable } from "#lib/errors";
import { keyProvider } from "#lib/kms/configured";
import { keySignals } from "#lib/signals";
import type { FieldKeys } from "./envelope.ts";
import { fieldKeys } from "./field-keys.ts";
import { type IndexKeys, indexKeys } from "./index-keys.ts";
import type { IntegrityError } from "./integrity-error.ts";
import { type KeyCache, keyCache } from "./key-cache.ts";
import { keyPurposes, newTenantKey, unwrapTenantKey } from "./tenant-key.ts";

/** One clinic's unwrapped keys: what seals and opens its fields, and what makes its search tokens. */
export interface TenantKeys extends FieldKeys, IndexKeys {
  readonly tenantId: string;
  /** Whether this version of the field key is among them. */
  holds(version: number): boolean;
  /** The provider could not be used: every use of these keys throws. */
  readonly isOutOfReach?: true;
  /** Throws `Unavailable` if the keys could not be had, for what must wait for them though it needs none. */
  assertAtHand(): void;
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
  chartkeepKeys?: KeyCache<TenantKeys, TenantContext>;
  chartkeepUnknownVersions?: LRUCache<string, true>;
};

// A forged envelope may name any version: it costs the key provider one call in ten seconds, not one a request.
shared.chartkeepUnknownVersions ??= new LRUCache({ max: 10_000, ttl: 10_000 });
const unknownVersions = shared.chartkeepUnknownVersions;

shared.chartkeepKeys ??= keyCache(keyLifetime, async (tenantId, context) =>
  unwrapRows(tenantId, await readRows(context)),
);
const cache = shared.chartkeepKeys;

/**
 * The keys of the context's clinic, from memory or through the key provider. They are read inside
 * the clinic's own wall under the caller's role, so a foreign clinic's wrapped keys are not even seen.
 */
export async function tenantKeys(context: TenantContext): Promise<TenantKeys> {
  if (keySignals.hasSubscribers)
    keySignals.publish({ isHit: cache.peek(context.tenantId) !== undefined });
  return cache.fetch(context.tenantId, context);
}

/**
 * The keys for a request that may need none. While the provider cannot be used they are a stand-in whose
 * every use throws `Unavailable`: what holds no PHI goes on, and nothing is sealed, opened or left out.
 */
export async function tenantKeysIfNeeded(context: TenantContext): Promise<TenantKeys> {
  try {
    return await tenantKeys(context);
  } catch (error) {
    // A clinic whose keys were destroyed has none to seal with, and what needs none goes on.
    if (error instanceof Unavailable) return outOfReach(context.tenantId, error);
    // By name, since each bundle has a class of its own.
    if (!(error instanceof Error && error.name === "KeyProviderError")) throw error;
    return outOfReach(context.tenantId, new Unavailable("key provider", { cause: error }));
  }
}

function outOfReach(tenantId: string, reason: Unavailable): TenantKeys {
  const refuse = () => {
    throw reason;
  };
  return {
    tenantId,
    isOutOfReach: true,
    get primaryVersion() {
      return refuse();
    },
    fieldKey: refuse,
    primaryIndexKey: refuse,
    enabledIndexKeys: refuse,
    holds: () => false,
    assertAtHand: refuse,
    forget: () => undefined,
  };
}

/**
 * Runs `work` with the clinic's keys, as far as it needs any. If it meets an envelope of a version that they lack, another
 * process has rotated them: they are fetched anew and `work` runs once more, so it must have left nothing
 * behind. A version that nobody has is the error it was.
 */
export async function withKeys<T>(
  context: TenantContext,
  work: (keys: TenantKeys) => Promise<T>,
): Promise<T> {
  const keys = await tenantKeysIfNeeded(context);
  try {
    return await work(keys);
  } catch (error) {
    const newer = await keysThatHold(context, keys, error);
    if (!newer) throw error;
    return work(newer);
  }
}

async function keysThatHold(
  context: TenantContext,
  keys: TenantKeys,
  error: unknown,
): Promise<TenantKeys | undefined> {
  const version = missingVersion(error);
  if (version === undefined) return undefined;
  const name = `${context.tenantId} ${version}`;
  if (unknownVersions.has(name)) return undefined;
  // Of many requests that meet the new version at once, the first fetches for all.
  if (cache.peek(context.tenantId) === keys) cache.drop(context.tenantId);
  const newer = await tenantKeys(context);
  if (newer.holds(version)) return newer;
  unknownVersions.set(name, true);
  return undefined;
}

/** By name, since each bundle has a class of its own. */
const missingVersion = (error: unknown): number | undefined =>
  error instanceof Error && error.name === "IntegrityError"
    ? (error as IntegrityError).version
    : undefined;

/** Drops a clinic's keys from memory, as after a rotation, or everybody's. */
export function forgetTenantKeys(tenantId?: string): void {
  cache.drop(tenantId);
}

/**
 * Makes the first field key and the first index key of a clinic that is about to be made: as its table
 * will hold them, and unwrapped, so that the clinic's first events commit with the clinic.
 */
export async function newTenantKeys(
  tenantId: string,
): Promise<{ readonly rows: (typeof keyTable.$inferInsert)[]; readonly keys: TenantKeys }> {
  const provider = await keyProvider();
  const made = await Promise.all(
    keyPurposes.map((purpose) => newTenantKey(provider, { tenantId, purpose, version: 1 })),
  );
  const rows = made.map((key) => ({ ...key, state: "primary" }));
  return { rows, keys: await unwrapRows(tenantId, rows) };
}

/**
 * Unwraps every enabled version of a clinic's keys, all at once, so that they take one provider's time
 * together. Without a primary of each purpose nothing can be sealed or opened.
 */
export async function unwrapRows(tenantId: string, rows: readonly KeyRow[]): Promise<TenantKeys> {
  const [field, index] = await Promise.all([
    unwrapPurpose(tenantId, "field", rows),
    unwrapPurpose(tenantId, "index", rows),
  ]);
  const fields = fieldKeys(tenantId, field.versions, field.primary);
  const indexes = indexKeys(tenantId, index.versions, index.primary);
  return {
    tenantId,
    ...fields,
    ...indexes,
    assertAtHand: () => undefined,
    forget() {
      fields.forget();
      indexes.forget();
    },
  };
}

async function unwrapPurpose(
  tenantId: string,
  purpose: (typeof keyPurposes)[number],
  rows: readonly KeyRow[],
): Promise<{ readonly versions: Map<number, KeyObject>; readonly primary: number }> {
  const enabled = rows.flatMap(({ wrapped, ...row }) =>
    row.purpose === purpose && row.state !== "destroyed" && wrapped !== null
      ? [{ ...row, tenantId, purpose, wrapped }]
      : [],
  );
  const primary = enabled.find(({ state }) => state === "primary")?.version;
  if (primary === undefined) throw new Unavailable(`the clinic's ${purpose} key`);
  const keys = await Promise.all(
    enabled.map(async (row) => [row.version, await unwrapTenantKey(row)] as const),
  );
  return { versions: new Map(keys), primary };
}

/** Fetching them is noted, in the same transaction, as the last use of each version. */
function readRows(context: TenantContext): Promise<KeyRow[]> {
  const { tenantId } = context;
  return inTenant(context, async (tx) => {
    const rows = await tx
      .select({
        purpose: keyTable.purpose,
        version: keyTable.version,
        wrapped: keyTable.wrapped,
        kcv: keyTable.kcv,
        provider: keyTable.provider,
        state: keyTable.state,
      })
      .from(keyTable)
      .where(eq(keyTable.tenantId, tenantId));
    await tx.execute(sql`
      insert into app.key_uses (tenant_id, purpose, version)
      select tenant_id, purpose, version from app.tenant_keys
      where tenant_id = ${tenantId} and state <> 'destroyed'
      on conflict (tenant_id, purpose, version) do update set used_at = clock_timestamp()
      where key_uses.used_at < clock_timestamp() - interval '1 minute'`);
    return rows;
  });
}
