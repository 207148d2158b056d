/** A text without the date that was in it, and every day that the date may mean. */
export interface FoundDate {
  readonly days: readonly string[];
  readonly rest: string;
}

const months =
  "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
const monthStarts = [
  "jan",
  "feb",
  "mar",
  "apr",
  "may",
  "jun",
  "jul",
  "aug",
  "sep",
  "oct",
  "nov",
  "dec",
];

type Read = (found: RegExpExecArray, today: string) => string[];

/** The ways a birth date is written, most certain first. The first that reads as a day of the past is taken. */
const shapes: readonly (readonly [RegExp, Read])[] = [
  [
    /(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/,
    ([, year, month, day], today) => past([[year, month, day]], today),
  ],
  [
    // 03/09/2021 is the ninth of March here and the third of September elsewhere: both are tried.
    /(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)/,
    ([, first, second, year], today) =>
      past(
        [
          [year, first, second],
          [year, second, first],
        ],
        today,
      ),
  ],
  [
    new RegExp(
      `(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)?[-/. ]{0,2}(?<![a-z])(${months})(?![a-z])[-/.,' ]{0,3}(\\d{4}|\\d{2})(?!\\d)`,
      "i",
    ),
    ([, day, month, year], today) => past([[year, monthNumber(month), day]], today),
  ],
  [
    new RegExp(
      `(?<![a-z])(${months})(?![a-z])[-/. ]{0,2}(\\d{1,2})(?:st|nd|rd|th)?[-/.,' ]{1,3}(\\d{4}|\\d{2})(?!\\d)`,
      "i",
    ),
    ([, month, day, year], today) => past([[year, monthNumber(month), day]], today),
  ],
  [
    /(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)/,
    ([, year, month, day], today) => past([[year, month, day]], today),
  ],
  [
    /(?<!\d)(\d{2})(\d{2})(\d{4})(?!\d)/,
    ([, first, second, year], today) =>
      past(
        [
          [year, first, second],
          [year, second, first],
        ],
        today,
      ),
  ],
];

/** Finds a birth date in what a person typed, in any of the common ways to write one. */
export function findDate(text: string, today: string): FoundDate | undefined {
  for (const [shape, read] of shapes) {
    const found = shape.exec(text);
    const days = found ? read(found, today) : [];
    if (found && days.length > 0) {
      const rest = `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`;
      return { days, rest: rest.trim() };
    }
  }
  return undefined;
}

type Parts = readonly [string | undefined, string | undefined, string | undefined];

/** The readings that are real days on which a living person may have been born. */
function past(readings: readonly Parts[], today: string): string[] {
  const days = readings.flatMap(([year = "", month = "", day = ""]) =>
    yearsOf(year).map((full) => `${full}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`),
  );
  return [...new Set(days)].filter((day) => isDay(day) && day >= "1850-01-01" && day <= today);
}

/** Two digits may be of this century or of the last. */
function yearsOf(year: string): string[] {
  return year.length === 2 ? [`20${year}`, `19${year}`] : [year];
}

function isDay(day: string): boolean {
  const instant = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(day);
}

function monthNumber(name = ""): string {
  return String(monthStarts.indexOf(name.slice(0, 3).toLowerCase()) + 1);
}
