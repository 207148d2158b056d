import { z } from "zod";

const unsafe = /[^\P{Cc}\t\n\r]|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u;

/**
 * Whether text cannot be stored or shown as typed: NUL and other control characters, half of a
 * surrogate pair, or marks that reorder the letters around them.
 */
export function isUnsafeText(text: string): boolean {
  return unsafe.test(text);
}

/** Text a person types: composed, trimmed, and refused where it could not be shown back as it is. */
export const typedText = (most: number) =>
  z
    .string()
    .refine((text) => !isUnsafeText(text), "This text has characters that cannot be used.")
    .transform((text) => text.normalize("NFC").trim())
    .pipe(z.string().max(most));

/** A day as typed, of the years that a clinic has books and records of: the database cannot hold all that ISO 8601 can write. */
export const typedDay = z.iso
  .date()
  .refine((day) => day >= "1900-01-01" && day < "2200-01-01", "Enter a day from 1900 to 2199.");

const deepest = 16;

/**
 * The paths of all unsafe texts inside a parsed JSON value, keys included. A value nested deeper than
 * any of ours is unsafe as a whole, and named by no path.
 */
export function unsafePaths(value: unknown, path: readonly string[] = []): string[] {
  if (path.length > deepest) return [""];
  if (typeof value === "string") return isUnsafeText(value) ? [path.join(".")] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    isUnsafeText(key) ? [path.join(".")] : unsafePaths(inner, [...path, key]),
  );
}
