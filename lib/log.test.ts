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

test("a message that looks like a place is still a message", () => {
  const line = JSON.stringify(describeError(new Error("no\n    at Ada Byron (312-555-0199)")));
  expect(line).toContain("log.test.ts");
  expect(line).not.toMatch(/Ada|312/);
});

test("the reference that a page of failure shows can be found, and no address that is told the same way", () => {
  const failed = Object.assign(new Error("no"), { digest: "2801634912" });
  expect(describeError(failed)).toMatchObject({ digest: "2801634912" });
  const away = Object.assign(new Error("no"), {
    digest: "NEXT_REDIRECT;push;/patients?q=Ada;303;",
  });
  expect(JSON.stringify(describeError(away))).not.toContain("Ada");
});
