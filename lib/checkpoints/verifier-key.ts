import { fromBase64, keyIdOf, MalformedNote } from "./note.ts";

/** A key that notes are verified with: whose it is, what kind of signature it makes, its 32 bytes. */
export interface VerifierKey {
  readonly name: string;
  readonly type: number;
  readonly key: Buffer;
}

/** A key as C2SP writes it in one word: name, number, and the kind with the key in base64. */
export function verifierKey({ name, type, key }: VerifierKey): string {
  const encoded = Buffer.concat([Buffer.from([type]), key]).toString("base64");
  return `${name}+${keyIdOf(name, type, key)}+${encoded}`;
}

/** Reads what `verifierKey` writes. */
export function parseVerifierKey(text: string): VerifierKey {
  const [name = "", keyId = "", ...rest] = text.split("+");
  // The base64 of the key may hold plus signs itself.
  const bytes = fromBase64(rest.join("+"));
  const [type = 0] = bytes ?? [];
  const key = bytes?.subarray(1);
  if (!name || key?.length !== 32 || keyIdOf(name, type, key) !== keyId)
    throw new MalformedNote("this is no verifier key of an Ed25519 key");
  return { name, type, key };
}
