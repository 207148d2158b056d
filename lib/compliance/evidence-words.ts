import type { CheckState } from "./view.ts";

/** The states of a control in words. */
export const stateWords: Readonly<Record<CheckState, string>> = {
  pass: "Holds",
  fail: "Does not hold",
  "not-measured": "Not measured yet",
  "not-measurable": "Not measurable here",
};

/** One figure behind a control, with its name: "open now 3". */
export function figureText([name, value]: readonly [
  string,
  string | number | boolean | null,
]): string {
  const words = name.replaceAll(/([a-z])([A-Z0-9])/g, "$1 $2").toLowerCase();
  const shown =
    value === null
      ? "none"
      : typeof value === "boolean"
        ? value
          ? "yes"
          : "no"
        : typeof value === "number"
          ? value.toLocaleString("en-US")
          : value;
  return `${words} ${shown}`;
}
