import "server-only";
import { cookies } from "next/headers";
import { forbidden, notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { Actor } from "#lib/access/actor";
import type { Permission } from "#lib/access/permissions";
import { AccessDenied, NotFound } from "#lib/errors";
import { type MemberScope, runInScope } from "#lib/scope";
import { isBackground, requestPath } from "./request.ts";
import { sessionCookie } from "./session-cookie.ts";
import { findActor, findSession, type LiveSession } from "./session-store.ts";
import type { ClockView } from "./view.ts";

/** The live session of this request, read from its cookie and from nothing else the browser sends. */
export const currentSession = cache(async (): Promise<LiveSession | undefined> => {
  const token = (await cookies()).get(sessionCookie)?.value;
  return findSession(token, { isBackground: await isBackground() });
});

/** Who is asking, or undefined when nobody is signed in to a clinic. For doors that answer without a redirect. */
export const findCurrentActor = cache(async (): Promise<Actor | undefined> => {
  const session = await currentSession();
  return session && findActor(session);
});

/** Who is asking. Without a signed-in session the page gives way to signing in, and comes back after it. */
export const currentActor = cache(async (): Promise<Actor> => {
  const actor = await findCurrentActor();
  if (actor) return actor;

  const session = await currentSession();
  if (session?.stage === "choosing") redirect("/choose-clinic");
  const path = await requestPath();
  redirect(path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`);
});

/** The clock of the current session, for the guard that warns before its end. */
export async function currentClock(): Promise<ClockView> {
  const session = await currentSession();
  return {
    tenantId: session?.tenantId ?? null,
    idleSeconds: session?.idleSeconds ?? 0,
    overallSeconds: session?.overallSeconds ?? 0,
  };
}

/**
 * Runs `work` as the signed-in actor, under the first of their roles that holds `permission`. Every
 * page starts here. A record that is not theirs is a page not found; a missing permission is refused.
 */
export async function inScope<T>(
  permission: Permission | readonly Permission[],
  work: (scope: MemberScope) => Promise<T>,
): Promise<T> {
  const actor = await currentActor();
  try {
    return await runInScope(actor, permission, work);
  } catch (error) {
    if (error instanceof NotFound) notFound();
    if (error instanceof AccessDenied) forbidden();
    throw error;
  }
}
