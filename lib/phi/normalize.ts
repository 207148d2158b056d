import { parsePhoneNumberFromString } from "libphonenumber-js";

/** Letters that have no decomposition of their own and are written with others where the keyboard lacks them. */
const written: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ð: "d",
  þ: "th",
  ł: "l",
  đ: "d",
  ħ: "h",
  ı: "i",
};

const insideName = /['’‘ʼ`´.]/gu;
const betweenParts = /[^\p{L}\p{N}]+/gu;

/**
 * A name as search sees it: no accents, no case, no hyphens, apostrophes or spaces, and the letters
 * that have no plain form spelled out. "O’Brien-Köhler" becomes "obrienkohler".
 */
export function foldName(name: string): string {
  return nameParts(name).join("");
}

/** The folded parts of a name, split at spaces and hyphens: "Smith-Jones" is found by either half. */
export function nameParts(name: string): string[] {
  return name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[ßæœøðþłđħı]/gu, (letter) => written[letter] ?? letter)
    .replace(insideName, "")
    .split(betweenParts)
    .filter((part) => part !== "");
}

/** The first letters of a folded name, counted by character, or undefined where it has fewer. */
export function firstLetters(folded: string, count: number): string | undefined {
  const letters = Array.from(folded);
  return letters.length < count ? undefined : letters.slice(0, count).join("");
}

/** A medical record number without its punctuation, in capitals. */
export function foldMrn(mrn: string): string {
  return mrn
    .normalize("NFKD")
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "");
}

/** An e-mail address as it is compared: lower case. */
export function foldEmail(email: string): string {
  return email.normalize("NFKC").trim().toLowerCase();
}

/**
 * A phone number in E.164, read as a number of the United States unless it says otherwise. Numbers
 * that no exchange would give out are kept, since records hold them; too few digits are undefined.
 */
export function foldPhone(phone: string): string | undefined {
  const digits = phone.replace(/\D/g, "");
  if (digits.length < 7 || digits.length > 15) return undefined;
  return parsePhoneNumberFromString(phone, "US")?.number ?? `+${digits}`;
}
