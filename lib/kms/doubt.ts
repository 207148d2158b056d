import "server-only";
import { randomBytes } from "node:crypto";
import { nilId } from "#lib/ids";
import type { KeyContext, KeyProvider } from "./provider.ts";

const nobody: KeyContext = { tenantId: nilId, purpose: "field", version: 1 };

/** Wraps and unwraps a key that is nobody's. Says in one sentence why records cannot be opened for now, or nothing. */
export async function doubtAbout(provider: KeyProvider): Promise<string | undefined> {
  try {
    const key = randomBytes(32);
    const found = await provider.unwrap(await provider.wrap(key, nobody), nobody);
    if (key.equals(found)) return undefined;
    return `The key provider ${provider.name} gave back another key than it was given. No record can be opened.`;
  } catch (error) {
    const why = error instanceof Error ? error.message : "it failed";
    return `No record can be opened until the key provider can be used: ${why}`;
  }
}
