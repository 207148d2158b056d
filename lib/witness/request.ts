import { type Checkpoint, parseCheckpoint } from "#lib/checkpoints/checkpoint";
import { fromBase64, MalformedNote, type Note, parseNote } from "#lib/checkpoints/note";

/** What a log asks of a witness: to sign a checkpoint, with the proof that it continues one of `oldSize`. */
export interface AddCheckpoint {
  readonly oldSize: number;
  readonly proof: readonly Buffer[];
  readonly note: Note;
  readonly checkpoint: Checkpoint;
}

const mostHashes = 63;

/** Reads the body of `add-checkpoint` as C2SP tlog-witness has it. */
export function parseRequest(body: string): AddCheckpoint {
  const end = body.indexOf("\n\n");
  if (end < 0) throw new MalformedNote("an empty line stands before the checkpoint");
  const [first = "", ...lines] = body.slice(0, end).split("\n");
  const digits = /^old (0|[1-9]\d{0,15})$/.exec(first)?.[1];
  if (digits === undefined || !Number.isSafeInteger(Number(digits)))
    throw new MalformedNote("the first line is the old size");
  if (lines.length > mostHashes) throw new MalformedNote("the proof is too long");
  const proof = lines.map((line) => {
    const hash = fromBase64(line);
    if (hash?.length !== 32) throw new MalformedNote("a line of the proof is a hash in base64");
    return hash;
  });
  const note = parseNote(body.slice(end + 2));
  return { oldSize: Number(digits), proof, note, checkpoint: parseCheckpoint(note.text) };
}
