import {
  isSignedBy,
  keyIdOf,
  type NoteSignature,
  parseSignature,
  signatureLine,
  signatureTypes,
} from "./note.ts";

/** A witness as others know it: its name and its 32 bytes of Ed25519 key. */
export interface WitnessKey {
  readonly name: string;
  readonly key: Uint8Array;
}

/** What a witness signs: that it saw this checkpoint, the largest of its chain, at this second. */
export const cosignedMessage = (text: string, seconds: number) =>
  `cosignature/v1\ntime ${seconds}\n${text}`;

/** A witness's signature line over a checkpoint's text. */
export function cosignatureLine(
  { name, key }: WitnessKey,
  seconds: number,
  signature: Uint8Array,
): string {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(seconds));
  const keyId = keyIdOf(name, signatureTypes.cosignature, key);
  return signatureLine({ name, keyId, signature: Buffer.concat([time, signature]) });
}

/** When `witness` saw a checkpoint, if one of the lines is its signature; otherwise undefined. */
export function cosignedAt(
  { name, key }: WitnessKey,
  text: string,
  signatures: readonly NoteSignature[],
): Date | undefined {
  const keyId = keyIdOf(name, signatureTypes.cosignature, key);
  for (const each of signatures) {
    if (each.name !== name || each.keyId !== keyId || each.signature.length !== 72) continue;
    const seconds = Number(each.signature.readBigUInt64BE(0));
    const message = cosignedMessage(text, seconds);
    if (isSignedBy(key, message, each.signature.subarray(8))) return new Date(seconds * 1000);
  }
  return undefined;
}

/** Reads signature lines as a witness answers them. */
export const parseLines = (answer: string): NoteSignature[] =>
  answer.replace(/\n$/, "").split("\n").map(parseSignature);
