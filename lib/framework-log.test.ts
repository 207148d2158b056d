import { expect, test, vi } from "vitest";
import { guardConsole } from "./framework-log.ts";
import { describeError, log } from "./log.ts";

const silent = { error: () => undefined, warn: () => undefined };
const heard = { error: vi.spyOn(log, "error"), warn: vi.spyOn(log, "warn") };
for (const spy of Object.values(heard)) spy.mockImplementation(() => undefined);

/** What one call of a guarded console puts in the log. */
function lineOf(level: "error" | "warn", ...told: unknown[]): string {
  const target: Record<"error" | "warn", (...told: unknown[]) => void> = { ...silent };
  guardConsole(target);
  target[level](...told);
  const [fields, message] = (heard[level].mock.calls.at(-1) ?? []) as [{ err: unknown }, string];
  return JSON.stringify([describeError(fields.err), message]);
}

function thrownBy(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    return error;
  }
}

test("what a body held is not in the line that says that it could not be read", () => {
  const line = lineOf("error", " ⨯", thrownBy("Zephyrine"));
  expect(line).toContain('"kind":"SyntaxError"');
  expect(line).toContain("framework-log.test.ts");
  expect(line).not.toContain("Zephyrine");
});

test("words without an error say only where they were said", () => {
  for (const level of ["error", "warn"] as const) {
    const line = lineOf(level, "Failed to handle request for /patients?name=Ada", { name: "Ada" });
    expect(line).toContain("lineOf");
    expect(line).not.toContain("Ada");
  }
});
