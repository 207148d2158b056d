import { TZDate } from "@date-fns/tz";
import { differenceInCalendarDays, format } from "date-fns";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const civil = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/**
 * A date without a time as clinics write it, the month in letters so that no one can swap it with the
 * day: "07-Dec-1971". A date known only to its month or year stays so: "Dec-1971", "1971".
 */
export function civilDate(date: string): string {
  const [, year, month, day] = civil.exec(date) ?? [];
  if (year === undefined) return date;
  if (month === undefined) return year;
  const name = months[Number(month) - 1] ?? month;
  return day === undefined ? `${name}-${year}` : `${day}-${name}-${year}`;
}

/** The calendar day of an instant in the clinic's time zone, as YYYY-MM-DD. */
export function dayOf(instant: Date | string, timeZone: string): string {
  return format(new TZDate(new Date(instant).getTime(), timeZone), "yyyy-MM-dd");
}

/** An instant as its day in the clinic's time zone: "07-Dec-2025". */
export const clinicDate = (instant: Date | string, timeZone: string): string =>
  civilDate(dayOf(instant, timeZone));

/** The time of day of an instant in the clinic's time zone: "14:05". */
export function clinicTime(instant: Date | string, timeZone: string): string {
  return format(new TZDate(new Date(instant).getTime(), timeZone), "HH:mm");
}

/** An instant as day and time in the clinic's time zone: "07-Dec-2025 14:05". */
export const clinicDateTime = (instant: Date | string, timeZone: string): string =>
  `${clinicDate(instant, timeZone)} ${clinicTime(instant, timeZone)}`;

/** The short name of a time zone at an instant: "CST". */
export function zoneName(instant: Date | string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "short" }).formatToParts(
    new Date(instant),
  );
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}

/** A day in words, for the heading of a page and for screen readers: "Monday, 7 December 2025". */
export function longDate(instant: Date | string, timeZone: string): string {
  return format(new TZDate(new Date(instant).getTime(), timeZone), "EEEE, d MMMM yyyy");
}

/**
 * Age on a day as it is said: days to four weeks, weeks to one year, months to two, then years.
 * Undefined when the birth date is not known to the day, or lies after that day.
 */
export function ageOn(birthDate: string, day: string): string | undefined {
  const born = civil.exec(birthDate);
  const on = civil.exec(day);
  if (!born?.[3] || !on?.[3]) return undefined;
  const days = differenceInCalendarDays(new Date(`${day}T00:00`), new Date(`${birthDate}T00:00`));
  if (!(days >= 0)) return undefined;
  const beforeBirthday = day.slice(8) < birthDate.slice(8);
  const wholeMonths =
    (Number(on[1]) - Number(born[1])) * 12 +
    Number(on[2]) -
    Number(born[2]) -
    (beforeBirthday ? 1 : 0);
  if (days < 28) return `${days} d`;
  if (wholeMonths < 12) return `${Math.floor(days / 7)} w`;
  if (wholeMonths < 24) return `${wholeMonths} mo`;
  return `${Math.floor(wholeMonths / 12)} y`;
}

/** How long ago a day is, in one unit: "today", "3 d ago", "6 mo ago", "2 y ago". A later day: "in 3 d". */
export function since(day: string, today: string): string {
  const days = differenceInCalendarDays(new Date(`${today}T00:00`), new Date(`${day}T00:00`));
  if (days === 0) return "today";
  const span = Math.abs(days);
  const words =
    span < 14
      ? `${span} d`
      : span < 60
        ? `${Math.floor(span / 7)} w`
        : span < 730
          ? `${Math.floor(span / 30.44)} mo`
          : `${Math.floor(span / 365.25)} y`;
  return days > 0 ? `${words} ago` : `in ${words}`;
}
