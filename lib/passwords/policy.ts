import "server-only";
import { commonPasswords } from "./common-passwords.ts";
import {
  contextWords,
  coreOf,
  folded,
  isRegular,
  passwordCharacters,
  passwordLength,
  without,
} from "./rules.ts";

const { least, most } = passwordLength;
const common = "This password is on the lists that are tried first. Choose another one.";
const regular = "This is one piece over and over, or keys in a row. Choose something less regular.";
const personal =
  "This is little more than a name or an address that others know. Choose something else.";
const enoughLeft = 8;

/**
 * What is wrong with a new password, as sentences for its field, or nothing. Any characters in any
 * mixture are right, as SP 800-63B-4 asks: it is the whole password that is compared with what is
 * guessed first, never a part that it merely contains. `context` is text that belongs to the person
 * and the clinic: names, the address, the clinic's name.
 */
export async function passwordIssues(
  password: string,
  context: readonly string[],
): Promise<string[]> {
  const length = passwordCharacters(password);
  if (length < least) return [`Use ${least} characters or more. This has ${length}.`];
  if (length > most) return [`Use ${most} characters or fewer. This has ${length}.`];
  const { passwords, words } = await commonPasswords();
  const isWord = (text: string) => words.has(text) || isRepeated(text, words);
  if (passwords.has(folded(password)) || isWord(coreOf(password))) return [common];
  if (isRegular(password)) return [regular];
  const left = without(password, contextWords(context));
  if (left === folded(password)) return [];
  const core = coreOf(left);
  const isLittle =
    Array.from(left).filter((sign) => /[\p{L}\p{N}]/u.test(sign)).length < enoughLeft;
  return isLittle || isWord(core) ? [personal] : [];
}

/** Whether text is one of the words, written twice or more. */
function isRepeated(text: string, words: ReadonlySet<string>): boolean {
  const again = (text + text).indexOf(text, 1);
  return again > 0 && again < text.length && words.has(text.slice(0, again));
}
