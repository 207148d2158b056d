import "server-only";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isIP } from "node:net";
import { followAnswer } from "#lib/answer-status";
import { requestHeaders } from "#lib/auth/request-headers";
import { staticHeaders } from "#lib/security-headers";

const forwarding = [
  "forwarded",
  "x-real-ip",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
];
const internal = [
  "x-middleware-subrequest",
  "x-middleware-subrequest-id",
  "content-security-policy",
  "content-security-policy-report-only",
];

const plain = (address: string | undefined) => (address ?? "").replace(/^::ffff:/, "");

/** The address that a request came from: the peer's, or what a trusted proxy says was its own peer. */
export function addressOf(
  peer: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: readonly string[],
): string {
  const from = plain(peer);
  if (!trustedProxies.includes(from)) return from || "unknown";
  const said = plain(forwardedFor?.split(",").at(-1)?.trim());
  return isIP(said) ? said : from;
}

/** Whether an address is text at all: the framework decodes it, and answers 500 where that cannot be done. */
function isText(url: string): boolean {
  try {
    decodeURI(url.split("?")[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

/** Makes a request say only what the server knows of it, before anything else reads it. */
export function settle(request: IncomingMessage, trustedProxies: readonly string[]): void {
  const { headers } = request;
  const peer = request.socket.remoteAddress;
  const isTrusted = trustedProxies.includes(plain(peer));
  const forwardedFor = headers["x-forwarded-for"];
  const address = addressOf(
    peer,
    Array.isArray(forwardedFor) ? forwardedFor.join(",") : forwardedFor,
    trustedProxies,
  );
  for (const name of internal) delete headers[name];
  if (!isTrusted) for (const name of forwarding) delete headers[name];
  headers[requestHeaders.address] = address;
  if (headers["next-router-prefetch"] !== undefined) headers[requestHeaders.background] = "1";
  if (!isText(request.url ?? "/")) request.url = "/not-an-address";
  // The framework cannot represent TRACE and answers 500; as another method that is not served it gets its 405.
  if (request.method === "TRACE") request.method = "PROPFIND";
}

/**
 * Looks at every request of this process before the framework does: forwarding headers count only from
 * the proxy that is configured, headers the framework uses among its own parts cannot be sent from
 * outside, and every answer, whoever gives it, carries the headers that never vary.
 */
export function watchIncoming(trustedProxy: string | undefined): void {
  const shared = globalThis as typeof globalThis & { chartkeepIncoming?: true };
  if (shared.chartkeepIncoming) return;
  shared.chartkeepIncoming = true;
  const trusted = (trustedProxy ?? "")
    .split(",")
    .map((address) => address.trim())
    .filter(Boolean);
  subscribe("http.server.request.start", (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    settle(request, trusted);
    followAnswer(response);
    for (const [name, value] of Object.entries(staticHeaders)) response.setHeader(name, value);
    if (!request.url?.startsWith("/_next/static/")) {
      response.setHeader("cache-control", "private, no-store");
    }
  });
}
