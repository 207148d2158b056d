import { fromBase64, MalformedNote, type Note, parseNote } from "./note.ts";
import { type Signer, signNote } from "./sign.ts";

/** A key that signed checkpoints before: it is good for those of at most so many events, and for no other. */
export interface FormerKey {
  readonly kind: "former-key";
  readonly origin: string;
  readonly key: Buffer;
  readonly until: number;
  readonly at: string;
}

/**
 * A line of checkpoints that a restore ended. The chain is the one that was signed up to `size`; what the line
 * has beyond it, up to `lostSize`, was published and is not in the restored database. The next line begins there.
 */
export interface EndedLine {
  readonly kind: "restored";
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  readonly lostSize: number;
  readonly lostRoot: Buffer;
  readonly at: string;
  readonly next: string;
}

/** What an installation signs about its own checkpoints. */
export type Statement = FormerKey | EndedLine;

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

/** The text that is signed. Its second line is a word, which no checkpoint has there: neither passes for the other. */
function statementText(statement: Statement): string {
  const lines =
    statement.kind === "former-key"
      ? [base64(statement.key), String(statement.until), statement.at]
      : [
          String(statement.size),
          base64(statement.root),
          String(statement.lostSize),
          base64(statement.lostRoot),
          statement.at,
          statement.next,
        ];
  return [statement.origin, statement.kind, ...lines, ""].join("\n");
}

/** Signs a statement, as a note in the name of its chain. */
export const signStatement = (statement: Statement, signer: Signer): Promise<string> =>
  signNote(statement.origin, statementText(statement), signer);

/** Reads a statement, whoever signed it. Undefined where it is none. */
export function readStatement(
  text: string,
): { readonly statement: Statement; readonly note: Note } | undefined {
  try {
    const note = parseNote(text);
    const statement = statementOf(note.text.split("\n"));
    return statement && statementText(statement) === note.text ? { statement, note } : undefined;
  } catch (error) {
    if (error instanceof MalformedNote) return undefined;
    throw error;
  }
}

function statementOf([origin = "", kind, ...rest]: readonly string[]): Statement | undefined {
  if (kind === "former-key") {
    const [key, until, at = ""] = [fromBase64(rest[0]), Number(rest[1]), rest[2]];
    return key?.length === 32 && isSize(until) ? { kind, origin, key, until, at } : undefined;
  }
  if (kind !== "restored") return undefined;
  const [root, lostRoot] = [fromBase64(rest[1]), fromBase64(rest[3])];
  const [size, lostSize] = [Number(rest[0]), Number(rest[2])];
  const [at = "", next = ""] = rest.slice(4);
  const isWhole = root?.length === 32 && lostRoot?.length === 32 && next !== "";
  return isWhole && isSize(size) && isSize(lostSize) && lostSize > size
    ? { kind, origin, size, root, lostSize, lostRoot, at, next }
    : undefined;
}

const isSize = (size: number) => Number.isSafeInteger(size) && size >= 0;
