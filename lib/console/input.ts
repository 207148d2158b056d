import { z } from "zod";
import { typedText } from "#lib/input-text";

/** Why somebody opens the incident console. The clinic's administrators read it. */
export const ConsoleReason = typedText(500).pipe(
  z
    .string()
    .min(20, "has 20 characters or more: the clinic's administrators read it")
    .regex(/^[^\r\n\t]*$/, "has to be one line"),
);

/** How many minutes it stays open. */
export const ConsoleMinutes = z.coerce
  .number()
  .int("is a whole number of minutes")
  .min(1, "is 1 to 60")
  .max(60, "is 1 to 60")
  .default(30);

const statementMost = 10_000;

/** Takes whole statements, each up to its semicolon, off what was typed so far, and says what is left. A semicolon in quotes or a comment ends none. */
export function takeStatements(typed: string): { statements: string[]; rest: string } {
  const token =
    /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|;|[^;'"$/-]+|[\s\S]/g;
  const statements: string[] = [];
  let text = "";
  for (const [piece] of typed.matchAll(token)) {
    if (piece !== ";") text += piece;
    else {
      if (text.trim() !== "") statements.push(text.trim());
      text = "";
    }
  }
  return { statements, rest: text };
}

/** Why a statement is not sent, if it is not. */
export function refusalOf(text: string): string | undefined {
  if (text.length > statementMost) return `A statement has ${statementMost} characters at most.`;
  if (text.includes("\0")) return "A statement has no NUL character.";
  return undefined;
}
