import "server-only";
import { randomBytes } from "node:crypto";
import { nilId } from "#lib/ids";
import { type KeyContext, type KeyProvider, KeyProviderError } from "./provider.ts";

const nobody: KeyContext = { tenantId: nilId, purpose: "field", version: 1 };

/**
 * Wraps and unwraps a key that is nobody's. Says in one sentence why records cannot be opened for now, or
 * nothing. What will not pass by itself, such as a key or a module that is not there, is thrown.
 */
export async function doubtAbout(provider: KeyProvider): Promise<string | undefined> {
  try {
    const key = randomBytes(32);
    const found = await provider.unwrap(await provider.wrap(key, nobody), nobody);
    if (key.equals(found)) return undefined;
    return `The key provider ${provider.name} gave back another key than it was given. No record can be opened.`;
  } catch (error) {
    if (error instanceof KeyProviderError && /^(missing|unsafe)$/.test(error.problem)) throw error;
    const why = error instanceof Error ? error.message : "it failed";
    return `No record can be opened until the key provider can be used: ${why}`;
  }
}
