import "server-only";
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import { boundTo } from "./context-bytes.ts";
import { readLocalKeyFile } from "./local-key-file.ts";
import { signingKeyOf, verifyingBytes } from "./local-signing-key.ts";
import { type KeyProvider, KeyProviderError } from "./provider.ts";

const format = 1;
const options = { authTagLength: 16 };
const wrappedLength = 1 + 12 + 32 + 16;

/**
 * A key provider over a key in a local file, for development and demonstrations. The key lies beside
 * the data it protects, so `configuredProvider` refuses it in production.
 */
export async function localFileProvider(path: string): Promise<KeyProvider> {
  const bytes = await readLocalKeyFile(path);
  const root = createSecretKey(bytes);
  bytes.fill(0);
  const signing = signingKeyOf(root);
  const name = `local-file:${fingerprint(root)}`;

  return {
    name,
    async wrap(key, context) {
      if (key.length !== 32) throw new KeyProviderError("malformed", "a data key has 32 bytes");
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", root, nonce, options).setAAD(boundTo(context));
      const body = Buffer.concat([cipher.update(key), cipher.final()]);
      return Buffer.concat([Buffer.from([format]), nonce, body, cipher.getAuthTag()]);
    },
    async unwrap(wrapped, context) {
      if (wrapped.length !== wrappedLength || wrapped[0] !== format) {
        throw new KeyProviderError(
          "malformed",
          "the wrapped key has not the form this provider makes",
        );
      }
      const nonce = wrapped.subarray(1, 13);
      const decipher = createDecipheriv("aes-256-gcm", root, nonce, options);
      decipher.setAAD(boundTo(context)).setAuthTag(wrapped.subarray(45));
      const key = decipher.update(wrapped.subarray(13, 45));
      try {
        decipher.final();
      } catch {
        key.fill(0);
        throw new KeyProviderError(
          "rejected",
          `${name} did not wrap this key for this clinic or account, purpose and version: another key file, or an altered row`,
        );
      }
      return key;
    },
    async sign(message) {
      return sign(null, message, signing);
    },
    async verifyingKey() {
      return verifyingBytes(signing);
    },
  };
}

/** Tells two key files apart without telling anything about the key. */
function fingerprint(root: KeyObject): string {
  return createHmac("sha256", root).update("chartkeep/key-name/v1\0").digest("hex").slice(0, 8);
}
