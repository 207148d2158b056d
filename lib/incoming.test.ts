import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { addressOf, settle } from "./incoming.ts";

test.each([
  ["203.0.113.9", undefined, [], "203.0.113.9"],
  ["::ffff:203.0.113.9", "198.51.100.1", [], "203.0.113.9"],
  ["203.0.113.9", "198.51.100.1", ["10.0.0.1"], "203.0.113.9"],
  ["10.0.0.1", "198.51.100.1", ["10.0.0.1"], "198.51.100.1"],
  ["10.0.0.1", "1.1.1.1, 198.51.100.1", ["10.0.0.1"], "198.51.100.1"],
  ["10.0.0.1", "not an address", ["10.0.0.1"], "10.0.0.1"],
  ["10.0.0.1", undefined, ["10.0.0.1"], "10.0.0.1"],
  [undefined, "198.51.100.1", [], "unknown"],
] as const)("from %s saying %s, trusting %j: %s", (peer, said, trusted, address) => {
  expect(addressOf(peer, said, trusted)).toBe(address);
});

const from = (url: string, headers: IncomingMessage["headers"], method = "GET") =>
  Object.assign(new IncomingMessage(new Socket()), { url, headers, method });

test("a stranger's forwarding headers and the framework's own are gone before anything reads them", () => {
  const request = from("/", {
    "x-forwarded-for": "198.51.100.1",
    "x-forwarded-host": "evil.example",
    forwarded: "host=evil.example",
    "x-middleware-subrequest": "proxy",
    "content-security-policy": "script-src 'nonce-evil'",
    "x-chartkeep-address": "198.51.100.2",
    accept: "text/html",
  });
  settle(request, ["10.0.0.1"]);
  expect(request.headers).toEqual({ accept: "text/html", "x-chartkeep-address": "unknown" });
});

test("an address that cannot be decoded is nobody's, and TRACE is a method that nobody serves", () => {
  const request = from("/patients/%ff?x=%ff", {}, "TRACE");
  settle(request, []);
  expect(request.url).toBe("/not-an-address");
  expect(request.method).toBe("PROPFIND");
  const fine = from("/patients/%C3%A9?x=%ff", {});
  settle(fine, []);
  expect(fine.url).toBe("/patients/%C3%A9?x=%ff");
});
