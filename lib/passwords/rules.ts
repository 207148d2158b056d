/** How long a new password is, in characters as people count them. Nothing else is asked of its form. */
export const passwordLength = { least: 15, most: 128 } as const;

/** How many characters a password has: code points of its composed form, so that an emoji is one. */
export const passwordCharacters = (password: string): number =>
  Array.from(password.normalize("NFC")).length;

/** Text as guesses are compared: composed, and in one case. */
export const folded = (text: string): string => text.normalize("NFKC").toLowerCase();

const rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "1qaz", "2wsx", "3edc", "4rfv"];

/** Whether a finger that has typed `a` would type `b` without thinking: the same key, the next letter or number, the next key. */
function follows(a: string, b: string): boolean {
  if (Math.abs(a.charCodeAt(0) - b.charCodeAt(0)) <= 1) return true;
  return rows.some((row) => row.includes(a + b) || row.includes(b + a));
}

/** Whether ASCII text is a few runs of neighbouring keys, letters or numbers, or one short piece over and over. */
export function isRegular(password: string): boolean {
  const text = folded(password);
  // Only what a keyboard's keys make: nobody guesses runs of other characters.
  if (!/^[\x20-\x7e]+$/.test(text)) return false;
  const runs =
    1 +
    Array.from(text)
      .slice(1)
      .filter((key, at) => !follows(text[at] ?? "", key)).length;
  if (runs * 4 <= text.length) return true;
  const half = Math.floor(text.length / 2);
  for (let unit = 1; unit <= half; unit += 1) {
    if (text.slice(0, text.length - unit) === text.slice(unit)) return true;
  }
  return false;
}

const letters = {
  "0": "o",
  "1": "l",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

/** The word that is left when what people add to a word is taken off: numbers and signs at its ends, and signs that stand for letters. */
export function coreOf(password: string): string {
  const inner = folded(password).replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  return Array.from(inner)
    .map((sign) => letters[sign as keyof typeof letters] ?? sign)
    .filter((sign) => /\p{L}/u.test(sign))
    .join("");
}

/** The words of texts that belong to this person and this clinic, long enough to be worth taking out. */
export const contextWords = (texts: readonly string[]): string[] =>
  [...new Set([...texts, "chartkeep"].flatMap((text) => folded(text).split(/[^\p{L}\p{N}]+/u)))]
    .filter((word) => Array.from(word).length >= 3)
    .sort((a, b) => b.length - a.length);

/** What is left of a password without those words. */
export function without(password: string, words: readonly string[]): string {
  return words.reduce((text, word) => text.replaceAll(word, ""), folded(password));
}
