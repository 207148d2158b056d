import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { KeyContext, KeyProvider } from "./provider.ts";

/** A field key of some clinic. */
export const someContext = {
  tenantId: "3685708f-d594-a686-1aa7-3f181e657dc5",
  purpose: "field",
  version: 1,
} as const satisfies KeyContext;

/** Expects of a provider that a wrapped key comes back for what it was wrapped for, and for nothing else. */
export async function expectBound(provider: KeyProvider): Promise<void> {
  const key = randomBytes(32);
  const wrapped = await provider.wrap(key, someContext);

  expect(Buffer.from(wrapped).includes(key)).toBe(false);
  expect(Buffer.from(await provider.unwrap(wrapped, someContext))).toEqual(key);
  const others: KeyContext[] = [
    { ...someContext, tenantId: "3685708f-d594-a686-1aa7-3f181e657dc6" },
    { ...someContext, purpose: "index" },
    { ...someContext, version: 2 },
    { accountId: someContext.tenantId, purpose: "totp", version: 1 },
  ];
  for (const other of others)
    await expect(provider.unwrap(wrapped, other)).rejects.toMatchObject({ problem: "rejected" });
}
