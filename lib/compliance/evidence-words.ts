import { civilDate } from "#lib/dates";
import type { CheckState } from "./view.ts";

/** The states of a control in words. */
export const stateWords: Readonly<Record<CheckState, string>> = {
  pass: "Holds",
  fail: "Does not hold",
  "not-measured": "Not measured yet",
  "not-measurable": "Not measurable here",
};

const nameWords = (name: string): string =>
  name
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/^sign ins/, "sign-ins")
    .replace(/ ?30days/, " in 30 days");

const instant = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}(?:\.\d+)?(?:Z|\+00:00)$/;

/** An instant to the minute, in UTC: the pack holds it to the microsecond. */
function valueWords(value: string): string {
  const [, day, time] = instant.exec(value) ?? [];
  return day === undefined || time === undefined ? value : `${civilDate(day)} ${time} UTC`;
}

/** One figure behind a control, with its name: "open now 3". */
export function figureText([name, value]: readonly [
  string,
  string | number | boolean | null,
]): string {
  const words = nameWords(name);
  const shown =
    value === null
      ? "none"
      : typeof value === "boolean"
        ? value
          ? "yes"
          : "no"
        : typeof value === "number"
          ? value.toLocaleString("en-US")
          : valueWords(value);
  return `${words} ${shown}`;
}
