import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";

// What git knows, and what it would: a forgotten `git add` hides nothing.
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  encoding: "utf8",
}).split("\n");

const read = (path: string) => readFileSync(path, "utf8");
const isTest = (path: string) => /\.test\.tsx?$|\/testing[\w-]*\.ts$|\.setup\.ts$/.test(path);

const source = (pattern: RegExp) =>
  files
    .filter((path) => pattern.test(path) && !isTest(path))
    .map((path) => ({ path, text: read(path) }));

const imports = (text: string) =>
  [...text.matchAll(/(?:from|import\() ?"([^"]+)"/g)].map((match) => match[1] ?? "");

const code = /^(app|components|db|lib|e2e)\/.*\.tsx?$/;

/** Which modules may know which: files of the first kind never import specifiers of the second. */
const walls: readonly [files: RegExp, banned: RegExp][] = [
  // Upwards only inside one route, or from a folder of one domain to that domain.
  [/^(components|db|e2e)\/.*\.tsx?$|^lib\/[\w-]+\/[\w-]+\.ts$/, /^\.\.\//],
  [/^lib\/[\w-]+\/.*\.ts$/, /^\.\.\/\.\.\//],
  [/^db\/.*\.ts$/, /^#lib|^#components|^#e2e|^next/],
  [/^lib\/.*\.tsx?$/, /^#components|^#e2e|\/app\//],
  [
    /^lib\/(?!cli\/|auth\/|fhir\/|demo\/|clinics\/|audit\/|checkpoints\/|phi\/|jobs\/|metrics\/)\w+\/\w+\.ts$/,
    /^#db\/(client|connection|embedded|migrate)/,
  ],
  [
    /^lib\/\w+\/(queries|commands|rules|input|view)\.ts$/,
    /^next(?!\/cache)|^#db\/(client|tenant|directory)$/,
  ],
  [
    /^lib\/\w+\/(input|view)\.ts$/,
    /^server-only$|^#db\/(client|tenant|directory)$|\/(queries|commands)$/,
  ],
  [
    /^components\/.*\.tsx?$/,
    /^#db|\/(queries|commands)$|^server-only$|^#lib\/(scope|auth\/session|phi|kms|env)/,
  ],
  [
    /^components\/ui\/.*\.tsx?$/,
    /^#components\/(?!ui\/)|^#lib\/(?!cn$|dates$|money$|routes$|labs\/trend$)/,
  ],
  [/^app\/.*\.tsx?$/, /^#db|^drizzle-orm|^postgres$|^#lib\/(phi|kms)\//],
  [/^(?!e2e).*\.tsx?$/, /^(pg|playwright|@playwright\/test|@sparticuz)/],
];

test.each(walls)("%s keeps its distance from %s", (pattern, banned) => {
  const crossings = source(pattern).flatMap(({ path, text }) =>
    imports(text)
      .filter((specifier) => banned.test(specifier))
      .map((specifier) => `${path} -> ${specifier}`),
  );
  expect(crossings).toEqual([]);
});

/** Whether `scope.require` comes before anything is awaited or returned. */
const asksFirst = (body: string) =>
  /^\w+\(\s*scope: \w*Scope\b/.test(body) &&
  body.slice(0, body.search(/\bawait |\breturn |\.tx\b/)).includes("scope.require(");

test("every query and command asks permission before it touches a row", () => {
  const ungated = source(/^lib\/\w+\/(queries|commands)\.ts$/).flatMap(({ path, text }) =>
    text
      .split(/^export async function /m)
      .slice(1)
      .filter((body) => !asksFirst(body))
      .map((body) => `${path} ${body.slice(0, body.indexOf("("))}`),
  );
  expect(ungated).toEqual([]);
});

test("the environment is read in one place", () => {
  const allowed =
    /^(lib\/env\.ts|lib\/cli\/|e2e\/|proxy\.ts|instrumentation\.ts|db\/client\.ts|db\/(embedded|isolation)\/)/;
  const readers = source(/\.tsx?$/).filter(
    ({ path, text }) => text.includes("process.env") && !allowed.test(path),
  );
  expect(readers.map(({ path }) => path)).toEqual([]);
});

test("every variable that the environment may hold has a line in .env.example", () => {
  const schema = read("lib/env.ts").match(/z\s*\.object\(\{([\s\S]*?)\n {2}\}\)/)?.[1] ?? "";
  const keys = read("lib/kms/settings.ts").match(/keyVariables = \{([\s\S]*?)\n\};/)?.[1] ?? "";
  expect(keys).toContain("KEY_PROVIDER:");
  const names = [...`${schema}${keys}`.matchAll(/^ {2,4}([A-Z0-9_]+):/gm)].map(
    (match) => match[1] ?? "",
  );
  expect(names.length).toBeGreaterThan(5);
  const example = read(".env.example");
  expect(names.filter((name) => !new RegExp(`^${name}=`, "m").test(example))).toEqual([]);
});

test("every export says what it promises", () => {
  const silent = source(/^(components|db|lib|e2e)\/.*\.tsx?$/)
    .filter(({ path }) => !/^db\/schema\/|\.(config|spec)\.ts$/.test(path))
    .flatMap(({ path, text }) =>
      text
        .split("\n")
        .map((line, index, lines) => ({ line, before: lines[index - 1] ?? "" }))
        .filter(
          ({ line, before }) =>
            /^export (async function|function|const|class|interface|type (?!\{))/.test(line) &&
            !/\*\/\s*$/.test(before),
        )
        .map(({ line }) => `${path}: ${line}`),
    )
    // A value and the type made of it share one comment, as do the branded ids.
    .filter(
      (place) =>
        !/export type \w+ = \(?(z\.(output|infer|input)<|typeof )|^lib\/ids\.ts/.test(place),
    );
  expect(silent).toEqual([]);
});

test("a file holds one idea", () => {
  const long = source(/^(app|components|db|lib|e2e)\/.*\.tsx?$/)
    .map(({ path, text }) => ({ path, lines: text.split("\n").length }))
    .filter(({ lines }) => lines > 320);
  expect(long).toEqual([]);
});

test("no file has a name that could hold anything", () => {
  const vague = /^(utils?|helpers?|common|misc|services?|managers?|types|index|constants)\./;
  // The FHIR folder's types are those of the standard.
  const named = files.filter((path) => code.test(path) && vague.test(basename(path)));
  expect(named.filter((path) => path !== "lib/fhir/types.ts")).toEqual([]);
});

test("the READMEs of the folders stay short enough to be read", () => {
  const lengths = ["app", "components", "db", "lib", "e2e"].map((folder) => ({
    folder,
    lines: read(`${folder}/README.md`).trimEnd().split("\n").length,
  }));
  expect(lengths.filter(({ lines }) => lines > 60)).toEqual([]);
  expect(read("README.md").split("\n").length).toBeLessThan(150);
});

test("nothing is drawn from HTML text", () => {
  // The layout's is the constant script that sets the theme before the first paint.
  const raw = source(/\.tsx$/).filter(
    ({ path, text }) => path !== "app/layout.tsx" && text.includes("dangerouslySetInnerHTML"),
  );
  expect(raw.map(({ path }) => path)).toEqual([]);
});

test("the lock file names the packages of every platform, or npm ci would refuse it elsewhere", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${place}/node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});
