import { z } from "zod";
import type { Issues } from "#lib/form-state";
import { unsafePaths } from "#lib/input-text";

/** What came in, or what is wrong with it, field by field. The values themselves are never repeated. */
export type Parsed<T> =
  | { readonly success: true; readonly data: T }
  | { readonly success: false; readonly issues: Issues };

/** A schema that refuses keys it does not know, however it was written. */
function strict<Input extends z.ZodType>(input: Input): z.ZodType {
  return input instanceof z.ZodObject ? input.strict() : input;
}

/** Parses a submission: unknown keys and texts that cannot be shown back are refused, never dropped. */
export function parseStrictly<Input extends z.ZodType>(
  input: Input,
  value: unknown,
): Parsed<z.output<Input>> {
  const unsafe = unsafePaths(value);
  if (unsafe.length > 0) {
    const message = "This text has characters that cannot be used.";
    return {
      success: false,
      issues: Object.fromEntries(unsafe.map((path) => [path || "form", [message]])),
    };
  }
  const parsed = strict(input).safeParse(value);
  if (parsed.success) return { success: true, data: parsed.data as z.output<Input> };

  const issues: Record<string, string[]> = {};
  for (const issue of parsed.error.issues) {
    const key = issue.path.map(String).join(".") || "form";
    issues[key] = [
      ...(issues[key] ?? []),
      issue.code === "unrecognized_keys" ? "Unknown field." : issue.message,
    ];
  }
  return { success: false, issues };
}

const most = 64 * 1024;

/**
 * A submitted form as plain values, or undefined when it is larger than any form of ours. A name sent
 * twice becomes a list, so that a schema of one value refuses it; the framework's own fields are left out.
 */
export function formValues(form: FormData | URLSearchParams): Record<string, unknown> | undefined {
  const values: Record<string, unknown> = Object.create(null);
  let size = 0;
  for (const name of new Set(form.keys())) {
    if (name.startsWith("$ACTION_")) continue;
    const sent = form.getAll(name);
    size += sent.reduce(
      (sum, entry) => sum + name.length + (typeof entry === "string" ? entry.length : entry.size),
      0,
    );
    if (size > most) return undefined;
    values[name] = sent.length === 1 ? sent[0] : sent;
  }
  return values;
}
