import "server-only";
import { lengthPrefixed, uuidBytes } from "#lib/phi/encoding";
import type { KeyContext } from "./provider.ts";

/** What a key is wrapped for, as the bytes that are authenticated with it. */
export function boundTo(context: KeyContext): Buffer {
  const version = Buffer.alloc(4);
  version.writeUInt32BE(context.version);
  // Each kind has a label of its own: an account's secret never opens as a clinic's key, whatever the ids.
  const [label, owner] =
    "tenantId" in context
      ? ["chartkeep/wrapped-key/v1\0", context.tenantId]
      : ["chartkeep/wrapped-account-key/v1\0", context.accountId];
  return Buffer.concat([
    Buffer.from(label),
    uuidBytes(owner),
    lengthPrefixed(context.purpose),
    version,
  ]);
}
