import { randomBytes, randomUUID } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { relativePath } from "#lib/auth/relative-path";
import { requestHeaders } from "#lib/auth/request-headers";
import { sessionCookie } from "#lib/auth/session-cookie";
import { env } from "#lib/env";
import { pagePolicy, staticHeaders } from "#lib/security-headers";

const methods = ["GET", "HEAD", "POST"];
const isPublic =
  /^\/(sign-in|choose-clinic|forgot|reset|invitation|outbox|forgot|reset|invitation|outbox|api|_next)(\/|$)|^\/[^/]+\.(ico|png|svg|txt|webmanifest)$/;

function withHeaders(
  response: NextResponse,
  policy: string,
  id: string,
  path: string,
): NextResponse {
  for (const [name, value] of Object.entries(staticHeaders)) response.headers.set(name, value);
  response.headers.set("content-security-policy", policy);
  response.headers.set(requestHeaders.id, id);
  if (!path.startsWith("/_next/static/")) {
    response.headers.set("cache-control", "private, no-store");
  }
  return response;
}

const declined = (status: number, code: string, id: string, extra: Record<string, string> = {}) =>
  NextResponse.json({ ok: false, code, requestId: id }, { status, headers: extra });

/**
 * Whether a browser says that a plain form of our own page was sent. Under `no-referrer` it withholds
 * the origin of such a form ("null"), and vouches for it in a header that no page can write.
 */
const isOwnForm = (headers: Headers): boolean =>
  headers.get("origin") === "null" && headers.get("sec-fetch-site") === "same-origin";

/**
 * Gives every request an id, its path and a nonce of its own, and every answer its headers. It refuses
 * methods nobody serves and posts from elsewhere. It decides nothing about who may see what: each page,
 * action and route does; the redirect without a cookie only saves a wasted rendering.
 */
export function proxy(request: NextRequest): NextResponse {
  const id = randomUUID();
  const nonce = randomBytes(16).toString("base64");
  const isDevelopment = process.env.NODE_ENV === "development";
  const policy = pagePolicy(nonce, { isDevelopment });
  const { pathname, search } = request.nextUrl;
  const finish = (response: NextResponse) => withHeaders(response, policy, id, pathname);

  if (!methods.includes(request.method)) {
    return finish(declined(405, "METHOD_NOT_ALLOWED", id, { allow: methods.join(", ") }));
  }
  const headers = new Headers(request.headers);
  if (isOwnForm(headers)) headers.set("origin", env().APP_ORIGIN);
  if (request.method === "POST" && headers.get("origin") !== env().APP_ORIGIN) {
    return finish(declined(403, "FOREIGN_ORIGIN", id));
  }
  if (
    request.method !== "POST" &&
    !isPublic.test(pathname) &&
    !request.cookies.has(sessionCookie)
  ) {
    const next = relativePath(pathname + search);
    const to = next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`;
    return finish(NextResponse.redirect(new URL(to, env().APP_ORIGIN), 303));
  }

  headers.set(requestHeaders.id, id);
  headers.set(requestHeaders.path, pathname + search);
  headers.set(requestHeaders.nonce, nonce);
  headers.set("content-security-policy", policy);
  return finish(NextResponse.next({ request: { headers } }));
}
