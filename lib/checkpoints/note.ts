import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";

/** What kind of signature a note's line holds: the log's own, or a witness's with a time. */
export const signatureTypes = { ed25519: 1, cosignature: 4 } as const;

/** One signature line of a note. The key is known by its name and number, which only say whom to ask. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: string;
  readonly signature: Buffer;
}

/** A note: the text that was signed, its last line end included, and who signed it. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** What was said to be a note, a checkpoint or a line of one is none. The message names the fault, and quotes nothing. */
export class MalformedNote extends Error {
  override name = "MalformedNote";
}

const mostSignatures = 32;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const line = /^— ([^\s+]+) (\S+)$/u;

const holdsControl = (text: string) => text.split("").some((sign) => sign < " " && sign !== "\n");

/** Reads a signed note as C2SP writes it: text, an empty line, signature lines. */
export function parseNote(note: string): Note {
  if (holdsControl(note)) throw new MalformedNote("a note holds no control characters");
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.endsWith("\n")) throw new MalformedNote("a note ends in signature lines");
  const lines = note.slice(end + 2, -1).split("\n");
  if (lines.length > mostSignatures) throw new MalformedNote("the note has too many signatures");
  return { text: note.slice(0, end + 1), signatures: lines.map(parseSignature) };
}

/** Reads one signature line, without its line end. */
export function parseSignature(text: string): NoteSignature {
  const [, name, encoded] = line.exec(text) ?? [];
  const bytes = fromBase64(encoded);
  if (!name || !bytes || bytes.length < 5) throw new MalformedNote("a signature line is broken");
  return { name, keyId: bytes.toString("hex", 0, 4), signature: bytes.subarray(4) };
}

/** One signature line with its line end. */
export function signatureLine({ name, keyId, signature }: NoteSignature): string {
  const bytes = Buffer.concat([Buffer.from(keyId, "hex"), signature]);
  return `— ${name} ${bytes.toString("base64")}\n`;
}

/** The number of a key as C2SP computes it, in hexadecimal. */
export function keyIdOf(name: string, type: number, key: Uint8Array): string {
  const bytes = Buffer.concat([Buffer.from(`${name}\n`), Buffer.from([type]), key]);
  return hash("sha256", bytes, "hex").slice(0, 8);
}

/** Bytes of strict base64, or undefined for any other text. */
export function fromBase64(text: string | undefined): Buffer | undefined {
  return text !== undefined && base64.test(text) ? Buffer.from(text, "base64") : undefined;
}

/** Whether `signature` is that of the Ed25519 key with these 32 bytes. */
export function isSignedBy(key: Uint8Array, message: string, signature: Uint8Array): boolean {
  return signature.length === 64 && verify(null, Buffer.from(message), publicKey(key), signature);
}

// What stands before the 32 bytes of an Ed25519 key in its usual encoding.
const encodingHead = Buffer.from("302a300506032b6570032100", "hex");

function publicKey(key: Uint8Array): KeyObject {
  return createPublicKey({
    key: Buffer.concat([encodingHead, key]),
    format: "der",
    type: "spki",
  });
}
