import "server-only";
import { hkdfSync } from "node:crypto";
import { lengthPrefixed, uuidBytes } from "#lib/phi/encoding";
import { type ClinicSecrets, destroyed } from "./clinic-secrets.ts";
import { type ClinicKeyContext, type KeyProvider, KeyProviderError } from "./provider.ts";

/** What a key that is bound to its clinic's secret begins with. */
const mark = Buffer.from("chartkeep-bound-1\0");

/** Whether a wrapped key opens only while its clinic's secret is there. */
export const isBound = (wrapped: Uint8Array): boolean =>
  wrapped.length > mark.length && mark.equals(wrapped.subarray(0, mark.length));

/**
 * A provider that wraps a clinic's keys only under a mask made of a secret that the clinic has outside of
 * the database. Once that secret is destroyed, no copy of the wrapped keys opens again, of whatever age
 * and whoever may use the root key. Keys that were wrapped without one still open; accounts have none.
 */
export function clinicBound(provider: KeyProvider, secrets: ClinicSecrets): KeyProvider {
  return {
    ...provider,
    async wrap(key, context) {
      if (!("tenantId" in context)) return provider.wrap(key, context);
      if (key.length !== 32) throw new KeyProviderError("malformed", "a data key has 32 bytes");
      const secret = await secrets.obtain(context.tenantId);
      const masked = masking(secret, context, key);
      try {
        return Buffer.concat([mark, await provider.wrap(masked, context)]);
      } finally {
        masked.fill(0);
      }
    },
    async unwrap(wrapped, context) {
      if (!("tenantId" in context) || !isBound(wrapped)) return provider.unwrap(wrapped, context);
      const secret = await secrets.read(context.tenantId);
      if (secret.kind === "destroyed") throw destroyed(context.tenantId, secret.at);
      if (secret.kind === "absent") {
        throw new KeyProviderError(
          "missing",
          `the secret of clinic ${context.tenantId} is missing. Restore it from its backup: without it, none of the clinic's records can be opened.`,
        );
      }
      const masked = await provider.unwrap(wrapped.subarray(mark.length), context);
      try {
        return masking(secret.bytes, context, masked);
      } finally {
        masked.fill(0);
      }
    },
    forgetClinic: (tenantId) => secrets.destroy(tenantId),
  };
}

/**
 * The key under its mask, or a masked key without it. Each version of each purpose has a mask of its own and
 * covers one random key, so the two tell nothing about each other. The check value beside the key tells a
 * wrong secret.
 */
function masking(secret: Buffer, context: ClinicKeyContext, key: Uint8Array): Buffer {
  const version = Buffer.alloc(4);
  version.writeUInt32BE(context.version);
  const info = Buffer.concat([
    Buffer.from("chartkeep/clinic-mask/v1\0"),
    lengthPrefixed(context.purpose),
    version,
  ]);
  const mask = Buffer.from(hkdfSync("sha256", secret, uuidBytes(context.tenantId), info, 32));
  secret.fill(0);
  const out = Buffer.alloc(32, 0);
  for (let at = 0; at < 32; at += 1) out[at] = (key[at] ?? 0) ^ (mask[at] ?? 0);
  mask.fill(0);
  return out;
}
