import { foldEmail, foldMrn, foldName, foldPhone } from "#lib/phi/normalize";
import { findDate } from "./search-dates.ts";

/** One way to read typed words as a name. Both parts are folded; an absent part may be anything. */
export interface NameReading {
  readonly family?: string;
  readonly given?: string;
}

/** Everything that a typed text may mean. A patient is found who fits any of it; a date narrows the names. */
export interface SearchReading {
  /** The likelier reading first. */
  readonly names: readonly NameReading[];
  readonly birthDates: readonly string[];
  readonly mrn: string | undefined;
  readonly phone: string | undefined;
  readonly email: string | undefined;
}

const mostWords = 6;
const onlyNumber = /^[\d\s()+./-]+$/;

/**
 * Reads what was typed into the one search box: "last, first", "first last", a prefix, a birth date in
 * any common form, a phone number, an e-mail address, an MRN, or a name and a date together.
 */
export function readSearch(text: string, today: string): SearchReading {
  const typed = text.trim();
  if (/^[^\s@,]+@[^\s@,]+$/.test(typed)) {
    const email = foldEmail(typed);
    return { names: [], birthDates: [], mrn: undefined, phone: undefined, email };
  }
  const date = findDate(typed, today);
  const mrn = foldMrn(typed);
  return {
    names: readNames(date ? date.rest : typed),
    birthDates: date?.days ?? [],
    mrn: /\d/.test(mrn) && mrn.length <= 40 ? mrn : undefined,
    phone: !date && onlyNumber.test(typed) ? foldPhone(typed) : undefined,
    email: undefined,
  };
}

function readNames(text: string): NameReading[] {
  if (!/\p{L}/u.test(text)) return [];
  const comma = text.indexOf(",");
  const readings =
    comma < 0
      ? splitNames(wordsOf(text))
      : afterComma(foldName(text.slice(0, comma)), wordsOf(text.slice(comma + 1)));
  const known = new Set<string>();
  return readings.filter(({ family, given }) => {
    const id = `${family ?? ""},${given ?? ""}`;
    if (id === "," || known.has(id)) return false;
    known.add(id);
    return true;
  });
}

/** "Last, first middle": the middle name may be a second given name or one that is kept apart. */
function afterComma(family: string, words: readonly string[]): NameReading[] {
  return [words.join(""), words[0] ?? ""].map((given) => ({
    ...(family !== "" && { family }),
    ...(given !== "" && { given }),
  }));
}

/** "First last", with any number of words on either side, then the whole as one name, then "last first". */
function splitNames(words: readonly string[]): NameReading[] {
  const whole = words.join("");
  const either = [{ family: whole }, { given: whole }];
  if (words.length < 2) return either;
  const splits = words.slice(1).map((_word, before) => ({
    first: words.slice(0, before + 1).join(""),
    last: words.slice(before + 1).join(""),
  }));
  // "Anna Marie Kuhl", whose middle name is kept apart.
  const [first = "", last = ""] = [words[0], words.at(-1)];
  return [
    ...splits.map((split) => ({ given: split.first, family: split.last })),
    { given: first, family: last },
    ...either,
    ...splits.map((split) => ({ family: split.first, given: split.last })),
  ];
}

function wordsOf(text: string): string[] {
  const words = text.split(/[\s,]+/).flatMap((word) => foldName(word) || []);
  if (words.length <= mostWords) return words;
  return [...words.slice(0, mostWords - 1), words.slice(mostWords - 1).join("")];
}
