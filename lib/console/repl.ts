import "server-only";
import { closeConsole } from "./endings.ts";
import { refusalOf, takeStatements } from "./input.ts";
import { askConsole, type ConsoleSession, rowsShown } from "./session.ts";
import { describeTables, printRows } from "./table.ts";

/** What a console reads from and writes to, and the operator's login it asks with. */
export interface Terminal {
  readonly lines: AsyncIterable<string>;
  readonly login: { readonly url: string; readonly contextKey: string };
  write(text: string): void;
}

const help = `A query of one clinic, ended by a semicolon; at most ${rowsShown} rows are shown.
\\d          the tables that can be read
\\d <table>  its columns that can be read
\\q          close the console`;

/**
 * Reads statements and shows what they find until the person leaves, the input ends or the time is over;
 * then the clinic's trail says that the console was closed. What cannot be recorded is not shown, and ends it.
 */
export async function converse(
  session: ConsoleSession,
  { lines, login, write }: Terminal,
  isInterrupted: () => boolean = () => false,
): Promise<"operator" | "time" | "signal"> {
  let typed = "";
  let by: "operator" | "time" | "signal" = "operator";
  try {
    write("=> ");
    read: for await (const line of lines) {
      if (typed.trim() === "" && line.startsWith("\\")) {
        const [command = "", name] = line.trim().split(/\s+/);
        if (command === "\\q") break;
        write(
          `${command === "\\d" ? (describeTables(name) ?? `There is no table ${name} to read.`) : help}\n=> `,
        );
        continue;
      }
      const { statements, rest } = takeStatements(`${typed}${line}\n`);
      typed = rest;
      for (const statement of statements) {
        const refusal = refusalOf(statement);
        if (refusal) {
          write(`${refusal}\n`);
          continue;
        }
        const answer = await askConsole(session, login, statement);
        if (answer.kind === "expired") {
          by = "time";
          break read;
        }
        write(
          answer.kind === "rows"
            ? `${printRows(answer.found)}\n`
            : `Refused (${answer.code}): ${answer.message}\n`,
        );
      }
      write(typed.trim() === "" ? "=> " : "-> ");
    }
    if (isInterrupted()) by = "signal";
    return by;
  } finally {
    await closeConsole(session, by);
  }
}
