import "server-only";
import { createHmac, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";

// RFC 8410: what stands before the 32 bytes of an Ed25519 key in PKCS#8 and in SubjectPublicKeyInfo.
const privatePrefix = Buffer.from("302e020100300506032b657004220420", "hex");
const publicPrefixLength = 12;

/** The Ed25519 signing key that goes with a root key: derived from it, so that one file is all there is to keep. */
export function signingKeyOf(root: KeyObject): KeyObject {
  const seed = createHmac("sha256", root).update("chartkeep/signing-key/v1\0").digest();
  const der = Buffer.concat([privatePrefix, seed]);
  seed.fill(0);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  der.fill(0);
  return key;
}

/** The raw 32 bytes of the public half of an Ed25519 key. */
export function verifyingBytes(signing: KeyObject): Buffer {
  const der = createPublicKey(signing).export({ format: "der", type: "spki" });
  return der.subarray(publicPrefixLength);
}
