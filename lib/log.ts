import "server-only";
import { pino } from "pino";

/**
 * An error as it may be logged: its kind, its code, where it happened. Never its message, since those
 * of the database repeat the values of the row and those of the query builder its parameters.
 */
export function describeError(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  // What the page of a failure shows as its reference.
  const digest = "digest" in error && /^\d+$/.test(String(error.digest)) ? error.digest : undefined;
  // The stack begins with the message, and a line of a message can look like a place.
  const frames = (error.stack ?? "")
    .replace(error.message, () => "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line));
  return {
    kind: error.name,
    ...(code !== undefined && { code }),
    ...(digest !== undefined && { digest }),
    at: frames.slice(0, 6).map((line) => line.trim()),
    ...(error.cause !== undefined && depth < 4 && { cause: describeError(error.cause, depth + 1) }),
  };
}

/** The server's log: one JSON object a line, on standard output, of ids, codes and places only. */
export const log = pino({
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  serializers: { err: (error: unknown) => describeError(error) },
});
