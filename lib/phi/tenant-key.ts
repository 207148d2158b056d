import "server-only";
import { createHmac, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { providerNamed } from "#lib/kms/configured";
import { type ClinicKeyContext, type KeyProvider, KeyProviderError } from "#lib/kms/provider";
import { uuidBytes } from "./encoding.ts";

/** The two kinds of key a clinic has. They rotate apart, so that a new field key needs no new search index. */
export const keyPurposes = ["field", "index"] as const;

/** One version of one of a clinic's keys, as stored. */
export interface WrappedTenantKey extends ClinicKeyContext {
  readonly wrapped: Uint8Array;
  readonly kcv: Uint8Array;
  readonly provider: string;
}

/** Makes a new random key and wraps it. The plain key exists only while this runs. */
export async function newTenantKey(
  provider: KeyProvider,
  context: ClinicKeyContext,
): Promise<WrappedTenantKey> {
  const bytes = randomBytes(32);
  try {
    const wrapped = await provider.wrap(bytes, context);
    const kcv = checkValue(createSecretKey(bytes), context);
    return { ...context, wrapped, kcv, provider: provider.name };
  } finally {
    bytes.fill(0);
  }
}

/**
 * Unwraps one version by the provider that wrapped it, and compares its check value, so that a wrong
 * key is told before it opens anything.
 */
export async function unwrapTenantKey(stored: WrappedTenantKey): Promise<KeyObject> {
  const { tenantId, purpose, version } = stored;
  const provider = await providerNamed(stored.provider);
  const context: ClinicKeyContext = { tenantId, purpose, version };
  const bytes = await provider.unwrap(stored.wrapped, context);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  if (!checkValue(key, context).equals(stored.kcv)) {
    throw new KeyProviderError(
      "rejected",
      `this clinic's ${purpose} key ${version} does not match its check value`,
    );
  }
  return key;
}

/** Eight bytes that tell whether a key is the one that was made, and nothing about the key. */
function checkValue(key: KeyObject, context: ClinicKeyContext): Buffer {
  const hash = createHmac("sha256", key)
    .update("chartkeep/key-check/v1\0")
    .update(uuidBytes(context.tenantId))
    .update(`${context.purpose} ${context.version}`)
    .digest();
  return hash.subarray(0, 8);
}
