import { Decimal } from "./decimal.ts";

/** What a number looks like to the reviver of Node 21 and later: its own source text. */
interface Source {
  readonly source?: string;
}

/** Text that no column can hold as it is: half of a surrogate pair, or a NUL. */
class UnusableText extends SyntaxError {}

/**
 * Parses JSON with every number kept as the text it was written as. Text that could not be kept is
 * refused too. Throws a `SyntaxError` that repeats nothing of the input: V8's own message quotes it,
 * and the input is PHI.
 */
export function parseLossless(text: string): unknown {
  try {
    return JSON.parse(text, keepSource);
  } catch (error) {
    if (error instanceof UnusableText || !(error instanceof SyntaxError)) throw error;
    throw new SyntaxError(broken(error.message, text.length));
  }
}

function keepSource(this: unknown, _key: string, value: unknown, context?: Source): unknown {
  if (typeof value === "string" && (!value.isWellFormed() || value.includes("\0")))
    throw new UnusableText("a text in it has half a character or a NUL");
  return typeof value === "number" ? new Decimal(context?.source ?? String(value)) : value;
}

function broken(message: string, length: number): string {
  const position = /position (\d+)/.exec(message)?.[1];
  const isAtEnd = position !== undefined && Number(position) >= length;
  if (isAtEnd || message.includes("end of JSON input") || message.startsWith("Unterminated")) {
    return "the JSON ends too early: the file is cut off";
  }
  return position === undefined ? "not JSON" : `not JSON at character ${position}`;
}
