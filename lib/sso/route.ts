import "server-only";
import type { Route } from "next";
import { cookies } from "next/headers";
import { requestId } from "#lib/auth/request";
import { currentStanding } from "#lib/auth/session";
import { sessionCookieOptions } from "#lib/auth/session-cookie";
import { currentVisitor, keepSession } from "#lib/auth/visitor";
import { wayOf } from "#lib/auth/way";
import { log } from "#lib/log";
import { translateFault } from "#lib/unavailable";
import { checkCookies } from "./edge.ts";
import { flowCookie } from "./flows.ts";
import { type Arrived, takeReturn } from "./return.ts";

/** Where a browser goes on to. Only words of ours are in the address. */
function placeAfter(arrived: Arrived): Route {
  switch (arrived.kind) {
    case "opened": {
      const { stage } = arrived.session;
      return wayOf({ kind: stage === "pending_factor" ? "pending" : "open" }, arrived.next);
    }
    case "linked":
      return "/me/sso?linked=1" as Route;
    case "declined":
      return `${arrived.isLinking ? "/me/sso" : "/sign-in/sso"}?error=${arrived.fault}` as Route;
  }
}

async function arrive(request: Request, slug: string): Promise<Arrived> {
  const jar = await cookies();
  const cookie = (name: string) => jar.get(name)?.value;
  const id = await requestId();
  try {
    return await takeReturn({
      slug,
      search: new URL(request.url).searchParams,
      token: cookie(flowCookie),
      cookie,
      visitor: await currentVisitor(),
      standing: await currentStanding(),
      requestId: id,
    });
  } catch (error) {
    log.error({ requestId: id, err: translateFault(error) }, "single sign-on failed");
    return { kind: "declined", fault: "unavailable", isLinking: false };
  }
}

/**
 * Answers a browser that a clinic's provider sends back. Whatever comes of it, the browser leaves this
 * address, which holds a code, for one that holds nothing, and what it brought is used up.
 */
export async function answerProviderReturn(request: Request, slug: string): Promise<Response> {
  const arrived = await arrive(request, slug);
  const jar = await cookies();
  for (const name of [flowCookie, ...checkCookies]) {
    if (jar.has(name)) jar.set(name, "", { ...sessionCookieOptions, maxAge: 0 });
  }
  if (arrived.kind === "opened") await keepSession(arrived.session);
  return new Response(null, { status: 303, headers: { location: placeAfter(arrived) } });
}
