import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

// What the framework's own history of leaks forbids in our sources and in the packages that we ship.

const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
  packages: Record<string, { version?: string }>;
};

const numbers = (version: string) => version.split(/[.-]/).slice(0, 3).map(Number);

/** Whether a version is at least another. */
function isAtLeast(version: string, least: string): boolean {
  const [own, other] = [numbers(version), numbers(least)];
  const index = own.findIndex((part, place) => part !== other[place]);
  return index < 0 || (own[index] ?? 0) > (other[index] ?? 0);
}

test.each([
  ["next", "16.4.6"],
  ["react", "19.3.1"],
  ["react-dom", "19.3.1"],
  ["@auth/core", "0.41.3"],
  ["drizzle-orm", "0.45.4"],
  ["postgres", "3.4.9"],
])("every %s that is installed is %s or later, where the known holes are closed", (name, least) => {
  const found = Object.entries(packages).filter(([place]) =>
    place.endsWith(`node_modules/${name}`),
  );
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter(([, { version = "0" }]) => !isAtLeast(version, least))).toEqual([]);
});

test("an image library with a known hole is not among the packages", () => {
  const sharp = packages["node_modules/sharp"]?.version ?? "0.35.5";
  expect(isAtLeast(sharp, "0.35.5")).toBe(true);
});

/** Where constants of our own, and nothing that came in, are written into SQL as they are. */
const constants =
  /^lib\/(audit\/(frames|newest(-walked)?|trail)|query-plan|compliance\/(catalog|facts)|reviews\/looks|break-glass\/testing-restricted|keys\/(reseal|walk))\.ts:|^db\/(schema\/[\w-]+|isolation\/live-door)\.ts:/;

/** Where whole statements are run that somebody typed: the operator's console, under a login and a role that may read what it may read. */
const typed = /^db\/console\.ts:/;

/** Lines of the sources that match, tests aside. */
function linesWith(pattern: string): readonly string[] {
  try {
    const args = ["grep", "-nE", pattern, "--", "app", "components", "lib", "db", "*.ts"];
    return execFileSync("git", args, { encoding: "utf8" })
      .trim()
      .split("\n")
      .filter(
        (line) =>
          !/\.test\.tsx?:|^lib\/cli\/|^e2e\/|\.md:/.test(line) &&
          !constants.test(line) &&
          !typed.test(line),
      );
  } catch {
    return [];
  }
}

test.each([
  [
    "a cache that answers one person with another's data",
    "['\"]use cache|unstable_cache|cacheLife\\(",
  ],
  ["pictures made of what is sent", 'next/og|ImageResponse|from "next/image"'],
  ["code made of text", "\\beval\\(|new Function\\("],
  ["identifiers of SQL made of text", "sql\\.identifier\\(|sql\\.raw\\("],
])("the sources have no %s", (_, pattern) => {
  expect(linesWith(pattern)).toEqual([]);
});
