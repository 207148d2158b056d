import "server-only";
import { errorResponse } from "#lib/error-response";
import { AccessDenied, NotFound, Unauthenticated } from "#lib/errors";
import { isOwnOrigin } from "#lib/origin";
import { askEdge, authPath, type Outcome } from "./edge.ts";
import { deviceCookie, deviceCookieOptions } from "./known-device.ts";
import { requestId } from "./request.ts";
import { currentVisitor } from "./visitor.ts";

const largest = 4 * 1024;

/** The form in a body of at most 4 KB, or undefined for a larger one or another kind. */
async function readForm(request: Request): Promise<URLSearchParams | undefined> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded(;|$)/i.test(type)) return undefined;
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of request.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > largest) return undefined;
  }
  return new URLSearchParams(text);
}

function declined(outcome: Exclude<Outcome, { kind: "opened" }>, id: string): Response {
  if (outcome.kind === "forged") return errorResponse(new AccessDenied("csrf"), id);
  return errorResponse(outcome.kind === "failed" ? outcome.error : new Unauthenticated(), id);
}

/**
 * The few doors of @auth/core that are open: a CSRF token, and signing in with a password. Everything
 * else it can answer (its session, sign-out, provider and error pages) is not found here, since the
 * session is ours. It never sees the request itself: host and forwarding headers stay outside.
 */
export async function answerEdge(request: Request): Promise<Response> {
  const id = await requestId();
  try {
    const path = new URL(request.url).pathname.slice(authPath.length);
    const sent = { cookie: request.headers.get("cookie") ?? "" };
    const visitor = await currentVisitor();
    if (path === "/csrf" && request.method === "GET") {
      return (await askEdge(path, sent, visitor)).response;
    }
    if (path !== "/callback/credentials" || request.method !== "POST") throw new NotFound("page");
    if (!isOwnOrigin(request.headers.get("origin"))) throw new AccessDenied("origin");

    const form = await readForm(request);
    if (!form)
      return Response.json({ ok: false, code: "MALFORMED", requestId: id }, { status: 400 });
    const { response, outcome } = await askEdge(path, { ...sent, form }, visitor);
    if (outcome.kind !== "opened") return declined(outcome, id);
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
