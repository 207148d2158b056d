import { TZDate } from "@date-fns/tz";

/** How much of a date its sender knew. */
export type Precision = "year" | "month" | "day" | "instant";

/** A FHIR date or dateTime: its text, how precise it is, and the first instant that it covers. */
export interface When {
  readonly text: string;
  readonly precision: Precision;
  readonly start: Date;
}

const shape =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;

/**
 * Reads a FHIR date, dateTime or instant, or undefined when it is none or names no real day (31
 * April, 25:00, the year 0000). A time without a zone, and a date alone, are in the clinic's zone.
 */
export function when(text: string, timeZone: string): When | undefined {
  const match = shape.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = "0", fraction = "0", zone] = match;
  const precision = hour ? "instant" : day ? "day" : month ? "month" : "year";
  const at = [Number(year), Number(month ?? 1), Number(day ?? 1)] as const;
  if (!isRealDay(...at) || !isRealTime(Number(hour ?? 0), Number(minute ?? 0), Number(second))) {
    return undefined;
  }
  const milliseconds = Number(fraction.padEnd(3, "0").slice(0, 3));
  const start = zone
    ? new Date(zoned(text, zone, second, milliseconds))
    : new Date(
        TZDate.tz(
          timeZone,
          at[0],
          at[1] - 1,
          at[2],
          Number(hour ?? 0),
          Number(minute ?? 0),
          Number(second),
          milliseconds,
        ).getTime(),
      );
  return Number.isNaN(start.getTime()) ? undefined : { text, precision, start };
}

/** The calendar day (YYYY-MM-DD) that an instant falls on in a time zone. */
export function dayIn(timeZone: string, instant: Date): string {
  const local = new TZDate(instant.getTime(), timeZone);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${String(local.getFullYear()).padStart(4, "0")}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
}

/** The day of a `When`: its own text if it is a date, else the day in the clinic's zone. */
export function dayOf(date: When, timeZone: string): string {
  return date.precision === "day" ? date.text : dayIn(timeZone, date.start);
}

function zoned(text: string, zone: string, second: string, milliseconds: number): string {
  return `${text.slice(0, 16)}:${second.padStart(2, "0")}.${String(milliseconds).padStart(3, "0")}${zone}`;
}

function isRealDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (days[month - 1] ?? 0);
}

function isRealTime(hour: number, minute: number, second: number): boolean {
  return hour <= 23 && minute <= 59 && second <= 59;
}
