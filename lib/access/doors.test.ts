import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { actionKeys, pageKeys, routeKeys } from "#e2e/intrusions/keyrings";
import { openActions, openPages, openRoutes } from "#e2e/intrusions/open-doors";
import { publicFiles, sessionRoutes } from "#e2e/intrusions/session-routes";

// The authorization matrix (`npm run prove -- matrix`) tries every door of the build. This looks at the
// sources instead, so that a door without a policy fails before anything is built.

/** What may make a server action. */
const actionDoors = ["formAction", "outsideAction", "sessionAction", "visitorAction"];

/** Actions that no door makes, and why. Each looks at the origin itself. */
const actionExceptions: Readonly<Record<string, string>> = {
  signInAction: "nobody is signed in yet, and it hands out cookies and goes on to another page",
  startSsoAction: "nobody is signed in yet, and it hands out the cookies of the way to a provider",
};

/** What may answer a route, and why it is not `jsonRoute` where it is not. */
const routeDoors: Readonly<Record<string, string>> = {
  jsonRoute: "every read of a member",
  exportRoute: "rows that leave as a file: it asks for a fresh proof and enters what it sent",
  documentRoute: "a file made as a whole: it asks for a fresh proof and enters what it sent",
  answerHealth: "says in fixed words how the server stands; it looks at nothing that was sent",
  answerLive: "says that the process is there; it looks at nothing that was sent",
  answerEdge: "signing in: @auth/core's own protocol",
  answerClinic: "a plain form that moves the session, with its own check of the origin",
  answerClock: "looks at the session alone, with its own check of the origin",
  sessionRoute: "a person's own factors and proofs: it names the standings that it is for",
  answerLink: "takes the token out of a mailed address; it looks nothing up and changes nothing",
  answerLock: "a plain form that locks the session, with its own check of the origin",
  answerEnd: "a plain form that ends the session, with its own check of the origin",
};

/** Pages that show without a member's scope, and why. */
const pageExceptions: Readonly<Record<string, string>> = {
  "/sign-in": "the way in",
  "/sign-in/sso": "the way in through a clinic's provider",
  "/sign-in/factor":
    "of a session that is half signed in; it shows nothing but the person's own ways in",
  "/forgot": "of somebody who cannot sign in; it shows nothing",
  "/reset": "of whoever holds a link; it shows the address that the link was sent to",
  "/invitation": "of whoever holds a link; it shows what the mail says",
  "/outbox": "of demonstrations alone, where it takes the place of a mail server",
  "/locked": "of a session whose screen is locked; it shows the person's own name and clinic",
  "/choose-clinic":
    "of a session that is in no clinic yet; it shows names of the person's own clinics",
};

const files = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "app"],
  {
    encoding: "utf8",
  },
)
  .split("\n")
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\./.test(path));
const sources = files.map((path) => ({ path, text: readFileSync(path, "utf8") }));

/** "app/(clinic)/patients/page.tsx" as its address. */
const addressOf = (path: string) =>
  path
    .replace(/^app/, "")
    .replace(/\/\([^)]+\)/g, "")
    .replace(/\/(page|route)\.tsx?$/, "") || "/";

const isServerFile = (text: string) =>
  /^\s*(\/\*[\s\S]*?\*\/\s*|\/\/.*\n\s*)*["']use server["']/.test(text);
const servers = sources.filter(({ text }) => isServerFile(text));
const pages = sources.filter(({ path }) => /\/page\.tsx?$/.test(path));
const routes = sources.filter(({ path }) => /\/route\.tsx?$/.test(path));

/** What a module gives out, and what made it: `export const name = door(` or `export const name = door;`. */
const exportsOf = (text: string) =>
  [...text.matchAll(/^export\s+(?!type\b|interface\b)(.+)$/gm)].map(([, line = ""]) => {
    const made = /^const (\w+)(?:: [\w<>, ]+)? = (\w+)[(<;]/.exec(line);
    return {
      name: made?.[1] ?? /(?:function\*?|const) (\w+)/.exec(line)?.[1] ?? line,
      door: made?.[2],
    };
  });

test("every server action is made by a declared door", () => {
  expect(servers.length).toBeGreaterThan(2);
  const undeclared = servers.flatMap(({ path, text }) =>
    exportsOf(text)
      .filter(({ name, door }) => !actionDoors.includes(door ?? "") && !actionExceptions[name])
      .map(({ name, door }) => `${path}: ${name} is made by ${door ?? "nothing we know"}`),
  );
  expect(undeclared).toEqual([]);
});

test("an action that no door makes looks at the origin itself", () => {
  for (const name of Object.keys(actionExceptions)) {
    const file = servers.find(({ text }) => exportsOf(text).some((each) => each.name === name));
    expect(file?.text, `${name} is an exception that does not exist`).toBeDefined();
    const body = file?.text.split(name)[1] ?? "";
    expect(body.slice(0, 400), name).toMatch(/hasOwnOrigin\(\)/);
  }
});

test("nothing becomes an action outside of a file of actions", () => {
  const everywhere = execFileSync(
    "git",
    ["grep", "-lE", "^\\s*[\"']use server[\"']", "--", "*.ts", "*.tsx"],
    {
      encoding: "utf8",
    },
  )
    .trim()
    .split("\n");
  expect(everywhere.filter((path) => !/^app\/.*\/actions\.ts$/.test(path))).toEqual([]);
  expect(everywhere.filter((path) => !servers.some((file) => file.path === path))).toEqual([]);
});

test("every route handler is answered by a declared door", () => {
  expect(routes.length).toBeGreaterThan(5);
  const undeclared = routes.flatMap(({ path, text }) =>
    exportsOf(text)
      .filter(({ name, door }) => !/^(GET|POST)$/.test(name) || !routeDoors[door ?? ""])
      .map(({ name, door }) => `${path}: ${name} is answered by ${door ?? "nothing we know"}`),
  );
  expect(undeclared).toEqual([]);
});

test("every page opens a scope or asks who is there", () => {
  const open = pages
    .filter(
      ({ path, text }) =>
        !pageExceptions[addressOf(path)] && !/\b(inScope|currentActor)\(/.test(text),
    )
    .map(({ path }) => path);
  expect(open).toEqual([]);
});

test("every page, route and action has a policy, and every policy a door", () => {
  const say = "e2e/intrusions/keyrings.ts says who holds the key of each";
  expect(pages.map(({ path }) => addressOf(path)).sort(), say).toEqual(
    Object.keys(pageKeys).sort(),
  );
  expect([...routes.map(({ path }) => addressOf(path)), ...publicFiles].sort(), say).toEqual(
    [...Object.keys(routeKeys), ...sessionRoutes, ...publicFiles].sort(),
  );
  expect(
    servers.flatMap(({ text }) => exportsOf(text).map(({ name }) => name)).sort(),
    say,
  ).toEqual(Object.keys(actionKeys).sort());
});

test("of every door that no role guards it is said what it answers at each standing", () => {
  const open = (keys: Readonly<Record<string, unknown>>) =>
    Object.entries(keys).flatMap(([name, key]) => (key === "public" ? [name] : []));
  const say = "e2e/intrusions/open-doors.ts says what it answers";
  expect(Object.keys(openPages).sort(), say).toEqual(open(pageKeys).sort());
  const actions = Object.entries(actionKeys).map(([name, { allowed }]) => [name, allowed]);
  expect(Object.keys(openActions).sort(), say).toEqual(open(Object.fromEntries(actions)).sort());
  const asked = Object.keys(openRoutes).map((door) => door.split(" ")[1] ?? "");
  const silent = sessionRoutes.filter(
    (route) => !asked.some((path) => path.startsWith(route.replace(/\/\[.*/, "/"))),
  );
  expect(silent, say).toEqual([]);
});
