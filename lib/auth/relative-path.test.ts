import { expect, test } from "vitest";
import { relativePath } from "./relative-path.ts";

test.each(["/", "/patients", "/billing/aging?bucket=90", "/patients/0190-a/labs"])(
  "%s is where a person may go on to",
  (path) => expect(relativePath(path)).toBe(path),
);

test.each([
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/./\\evil.example",
  "/a/..//evil.example",
  "javascript:alert(1)",
  "patients",
  "",
  "/sign-in?next=/",
  "/api/auth/csrf",
  "/reset/token",
  "/invitation",
  `/${"a".repeat(600)}`,
  null,
  undefined,
  ["/patients"],
])("%s is not, and becomes the home page", (path) => expect(relativePath(path)).toBe("/"));
