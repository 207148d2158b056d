import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, test } from "@playwright/test";
import { type Colleague, clinics, newColleague } from "#e2e/staff";
import { type Answer, ask, askAction, comparable, ownOrigin } from "./ask.ts";
import { actionDoors, addressFor, pageDoors } from "./doors.ts";
import { flightBodies, skippedProxy } from "./framework-attacks.ts";
import { actionKeys, pageKeys } from "./keyrings.ts";
import { nobody } from "./victim.ts";

// What went wrong in the framework before, each as a test that stays: see "Next.js security history".

let member: Colleague;
test.beforeAll(async () => {
  member = await newColleague(clinics.read, "tenant_admin");
});

const protectedPages = pageDoors.filter((page) => pageKeys[page] !== "public");
const isAlive = () => process.kill(Number(process.env.E2E_SERVER_PID), 0);

/** What an error of the server must never tell. */
const inside =
  /\bat \w+ \(|node_modules|SELECT |insert into|Key \(|ECONN|\/lib\/|formAction|"use server"/;

test("a header that once skipped the proxy changes nothing", async () => {
  for (const page of protectedPages) {
    const path = addressFor(page, nobody());
    const plain = comparable(await ask(path));
    for (const value of skippedProxy) {
      const answer = await ask(path, { headers: { "x-middleware-subrequest": value } });
      expect(comparable(answer), `${path} ${value}`).toEqual(plain);
    }
  }
});

test("a policy or a nonce that a request brings along is not the page's", async () => {
  const policy = "script-src 'nonce-evil' 'unsafe-inline'";
  const headers = { "content-security-policy": policy, "x-nonce": "evil", "x-request-id": "evil" };
  const response = await fetch(new URL("/sign-in", ownOrigin), { headers });
  expect(response.headers.get("content-security-policy")).not.toMatch(/evil|unsafe/);
  expect(response.headers.get("x-request-id")).not.toBe("evil");
  expect(await response.text()).not.toContain("evil");
});

test("no body makes an action tell its source, its server's insides or end the process", async () => {
  test.setTimeout(240_000);
  expect(isAlive()).toBe(true);
  for (const { id, name, page } of actionDoors) {
    for (const [kind, body] of flightBodies(id)) {
      const path = addressFor(page, nobody());
      const answer = await ask(path, {
        method: "POST",
        session: member.token,
        headers: {
          accept: "text/x-component",
          "next-action": id,
          ...(typeof body === "string" ? { "content-type": "text/plain;charset=UTF-8" } : {}),
        },
        body,
      });
      expect(answer.text, `${name}: ${kind}`).not.toMatch(inside);
      expect(answer.text, `${name}: ${kind}`).not.toContain("pwned");
    }
  }
  expect(isAlive()).toBe(true);
  expect((await ask("/", { session: member.token })).status).toBe(200);
});

test("an action that does not exist is not found, whatever its id", async () => {
  for (const id of ["0".repeat(42), "x", "constructor", "__proto__", "../../etc/passwd"]) {
    const answer = await askAction("/sign-in", id, {}, { session: member.token });
    expect([400, 404, 409, 500], id).toContain(answer.status);
    expect(answer.text, id).not.toMatch(inside);
  }
  expect(isAlive()).toBe(true);
});

test("the way in ships the ids of no action but those of people who are not signed in", async () => {
  const page = await ask("/sign-in");
  const scripts = [...page.text.matchAll(/\/_next\/static\/[^"'\\]+\.js/g)].map(([path]) => path);
  expect(scripts.length).toBeGreaterThan(3);
  const all = [page, ...(await Promise.all([...new Set(scripts)].map((path) => ask(path))))];
  const shipped = actionDoors.filter(({ id }) => all.some(({ text }) => text.includes(id)));
  expect(shipped.length).toBeGreaterThan(0);
  for (const { name } of shipped) expect(actionKeys[name]?.allowed, name).toBe("public");
});

test("nothing makes the server ask an address that a stranger names", async () => {
  let hits = 0;
  const canary = await listen(() => {
    hits += 1;
  });
  const there = `127.0.0.1:${(canary.address() as AddressInfo).port}`;
  const raw = [
    `GET http://${there}/ HTTP/1.1\r\nHost: ${there}\r\nConnection: close\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: ${there}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
    `GET //${there}/ HTTP/1.1\r\nHost: ${there}\r\nConnection: close\r\n\r\n`,
    `GET /sign-in HTTP/1.1\r\nHost: ${there}\r\nX-Forwarded-Host: ${there}\r\nConnection: close\r\n\r\n`,
    `GET /_next/image?url=http%3A%2F%2F${there}%2Fa.png&w=64&q=75 HTTP/1.1\r\nHost: ${there}\r\nConnection: close\r\n\r\n`,
  ];
  for (const text of raw) await send(text);
  const forwarded = {
    "x-forwarded-host": there,
    "x-forwarded-proto": "http",
    forwarded: `host=${there}`,
  };
  for (const { id, page } of actionDoors) {
    for (const headers of [forwarded, { ...forwarded, rsc: "1" }]) {
      await askAction(addressFor(page, nobody()), id, { next: `http://${there}/` }, { headers });
    }
  }
  expect(hits).toBe(0);
  canary.close();
});

test("images are not optimised, whatever they are", async () => {
  for (const url of [
    "/icon.svg",
    "https://example.com/a.png",
    "file:///etc/passwd",
    "//evil.example/a",
  ]) {
    const answer = await ask(`/_next/image?url=${encodeURIComponent(url)}&w=64&q=75`);
    expect([400, 404], url).toContain(answer.status);
  }
});

test("what upset @auth/core before is refused and nothing more", async () => {
  const answers: readonly (readonly [string, Answer])[] = [
    ["bearer", await ask("/api/auth/session", { headers: { authorization: "Bearer %" } })],
    ["provider", await ask("/api/auth/callback/github?code=1&state=1")],
    [
      "session",
      await ask("/api/auth/session", { method: "POST", body: '{"data":{"role":"tenant_admin"}}' }),
    ],
    [
      "email",
      await ask("/api/auth/signin/email", { method: "POST", body: "email=victim%EF%BC%A0x" }),
    ],
  ];
  for (const [what, { status, text }] of answers) {
    expect(status, what).toBe(404);
    expect(text, what).not.toMatch(inside);
  }
});

const listen = (onHit: () => void): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer((_, response) => {
      onHit();
      response.end();
    });
    server.listen(0, "127.0.0.1", () => resolve(server));
  });

/** Sends bytes as no client library would, and waits for whatever comes back. */
const send = (text: string): Promise<string> =>
  new Promise((resolve) => {
    let said = "";
    const socket = connect(Number(new URL(ownOrigin).port), "127.0.0.1", () => socket.write(text));
    socket.setTimeout(3_000, () => socket.destroy());
    socket.on("data", (data) => {
      said += data;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(said));
  });
