import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";

/** A witness's own key pair. */
export interface OwnKey {
  readonly privateKey: KeyObject;
  /** The 32 bytes that others verify with. */
  readonly key: Buffer;
}

/** Reads a witness's key from its file, readable by its owner alone, or makes one there. */
export async function ownKey(path: string): Promise<OwnKey> {
  const kept = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  const privateKey = kept === undefined ? await makeKey(path) : createPrivateKey(kept);
  const { x = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  return { privateKey, key: Buffer.from(x, "base64url") };
}

async function makeKey(path: string): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync("ed25519");
  const text = privateKey.export({ type: "pkcs8", format: "pem" });
  await writeFile(path, text, { mode: 0o600, flag: "wx" });
  return privateKey;
}
