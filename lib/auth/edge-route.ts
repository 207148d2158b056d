import "server-only";
import { errorResponse } from "#lib/error-response";
import { AccessDenied, NotFound, Unauthenticated } from "#lib/errors";
import { isOwnOrigin } from "#lib/origin";
import { readForm } from "#lib/request-body";
import { answerProviderReturn } from "#lib/sso/route";
import { askEdge, type Outcome } from "./edge.ts";
import { authPath } from "./edge-base.ts";
import { deviceCookie, deviceCookieOptions } from "./known-device.ts";
import { requestId } from "./request.ts";
import { currentVisitor, endPreviousSession } from "./visitor.ts";

const largest = 4 * 1024;

function declined(outcome: Exclude<Outcome, { kind: "opened" }>, id: string): Response {
  if (outcome.kind === "forged") return errorResponse(new AccessDenied("csrf"), id);
  return errorResponse(outcome.kind === "failed" ? outcome.error : new Unauthenticated(), id);
}

/**
 * The few doors of @auth/core that are open: a CSRF token, signing in with a password, and coming back
 * from a clinic's identity provider. Everything
 * else it can answer (its session, sign-out, provider and error pages) is not found here, since the
 * session is ours. It never sees the request itself: host and forwarding headers stay outside.
 */
export async function answerEdge(request: Request): Promise<Response> {
  const id = await requestId();
  try {
    const path = new URL(request.url).pathname.slice(authPath.length);
    const [, slug] = /^\/callback\/sso-([a-z0-9-]{2,63})$/.exec(path) ?? [];
    if (slug !== undefined && request.method === "GET")
      return await answerProviderReturn(request, slug);
    const sent = { cookie: request.headers.get("cookie") ?? "" };
    const visitor = await currentVisitor();
    if (path === "/csrf" && request.method === "GET") {
      return (await askEdge(path, sent, visitor)).response;
    }
    if (path !== "/callback/credentials" || request.method !== "POST") throw new NotFound("page");
    if (!isOwnOrigin(request.headers.get("origin"))) throw new AccessDenied("origin");

    const form = await readForm(request, largest);
    const { response, outcome } = await askEdge(path, { ...sent, form }, visitor);
    if (outcome.kind !== "opened") return declined(outcome, id);
    await endPreviousSession();
    const { maxAge } = deviceCookieOptions;
    response.headers.append(
      "set-cookie",
      `${deviceCookie}=${outcome.device}; Path=/; Max-Age=${maxAge}; HttpOnly; Secure; SameSite=Lax`,
    );
    return response;
  } catch (error) {
    return errorResponse(error, id);
  }
}
