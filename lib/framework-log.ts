import "server-only";
import { log } from "#lib/log";

/** Where somebody called the console, for lines that come without an error. */
function placeOf(method: (...told: unknown[]) => void): Error {
  const place = new Error();
  place.name = "Message";
  Error.captureStackTrace(place, method);
  return place;
}

/**
 * Makes what the framework tells a console of failures a line of the log like any other: kind, code and
 * place. Its own words are dropped: they repeat addresses, headers, rows, and what a body held.
 */
export function guardConsole(target: Pick<Console, "error" | "warn">): void {
  for (const level of ["error", "warn"] as const) {
    target[level] = function report(...told: unknown[]): void {
      const err = told.find((each) => each instanceof Error) ?? placeOf(report);
      log[level]({ err }, "the framework reported a failure");
    };
  }
}
