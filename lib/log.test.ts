import { expect, test } from "vitest";
import { describeError } from "./log.ts";

test("a logged error says its kind, code and place, and never its message", () => {
  const row = Object.assign(new Error("Key (email)=(ada@example.test)"), { code: "23505" });
  const error = new Error("Failed query: select $1 params: Ada", { cause: row });
  const line = JSON.stringify(describeError(error));
  expect(line).toContain("23505");
  expect(line).toContain("log.test.ts");
  expect(line).not.toMatch(/Ada|ada@|select/);
});
