import {
  fromBase64,
  isSignedBy,
  keyIdOf,
  MalformedNote,
  type Note,
  parseNote,
  signatureTypes,
} from "./note.ts";
import { type Signer, signNote } from "./sign.ts";

/** What a checkpoint says: so many events has this chain, and this is the root of the tree over them. */
export interface Checkpoint {
  /** The chain's name, and the name of the key that signs it. */
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

/** The text that is signed, as C2SP tlog-checkpoint has it. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString("base64")}\n`;
}

/** Reads a checkpoint's text. Lines behind the third belong to whoever signed, and are left alone. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = "", digits = "", encoded = "", ...more] = text.split("\n");
  const root = fromBase64(encoded);
  const size = Number(digits);
  if (!origin || !/^(0|[1-9]\d{0,15})$/.test(digits) || !Number.isSafeInteger(size))
    throw new MalformedNote("a checkpoint begins with its origin and its size");
  if (root?.length !== 32) throw new MalformedNote("a checkpoint's third line is a root");
  if (more.length === 0 || more.at(-1) !== "" || more.slice(0, -1).includes(""))
    throw new MalformedNote("a checkpoint's lines are whole and not empty");
  return { origin, size, root };
}

/** Signs a checkpoint: a note with one line, whose key is named as the origin. */
export function signCheckpoint(checkpoint: Checkpoint, signer: Signer): Promise<string> {
  return signNote(checkpoint.origin, checkpointText(checkpoint), signer);
}

/** Whether a note, of a checkpoint or a statement, carries the signature of its own origin under `key`. Other signatures are ignored. */
export function isCheckpointOf(key: Uint8Array, origin: string, note: Note): boolean {
  const keyId = keyIdOf(origin, signatureTypes.ed25519, key);
  const own = note.signatures.filter((each) => each.name === origin && each.keyId === keyId);
  return own.length > 0 && own.every(({ signature }) => isSignedBy(key, note.text, signature));
}

/** The checkpoint that a note holds, if `key` signed it for its origin; otherwise undefined. */
export function openCheckpoint(note: string, key: Uint8Array): Checkpoint | undefined {
  try {
    const parsed = parseNote(note);
    const checkpoint = parseCheckpoint(parsed.text);
    return isCheckpointOf(key, checkpoint.origin, parsed) ? checkpoint : undefined;
  } catch (error) {
    if (error instanceof MalformedNote) return undefined;
    throw error;
  }
}
