import { keyIdOf, signatureLine, signatureTypes } from "./note.ts";

/** Whoever signs notes: the key provider, whose key never leaves it. */
export interface Signer {
  sign(message: Uint8Array): Promise<Uint8Array>;
  verifyingKey(): Promise<Uint8Array>;
}

/** Signs a text as a note with one line, whose key is named `name`. */
export async function signNote(name: string, text: string, signer: Signer): Promise<string> {
  const signature = Buffer.from(await signer.sign(Buffer.from(text)));
  const keyId = keyIdOf(name, signatureTypes.ed25519, await signer.verifyingKey());
  return `${text}\n${signatureLine({ name, keyId, signature })}`;
}
