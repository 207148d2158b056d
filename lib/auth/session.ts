import "server-only";
import { cookies, headers } from "next/headers";
import { forbidden, notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { Actor } from "#lib/access/actor";
import type { Permission } from "#lib/access/permissions";
import { clinicWasLeft, isLeftBehind } from "#lib/clinic-of-page";
import { AccessDenied, ChartClosed, NotFound } from "#lib/errors";
import type { PatientId } from "#lib/ids";
import { gateHref } from "#lib/routes";
import { type MemberScope, runInScope } from "#lib/scope";
import { clientAddress, isBackground, requestPath } from "./request.ts";
import { sessionCookie } from "./session-cookie.ts";
import { findSession, type LiveSession } from "./session-store.ts";
import { type Standing, standingOf } from "./standing.ts";
import type { ClockView } from "./view.ts";
import { wayOf } from "./way.ts";

/** The live session of this request, read from its cookie and from nothing else the browser sends. */
export const currentSession = cache(async (): Promise<LiveSession | undefined> => {
  const token = (await cookies()).get(sessionCookie)?.value;
  return findSession(token, { isBackground: await isBackground() });
});

/** How far the session of this request reaches. */
export const currentStanding = cache(async (): Promise<Standing> => {
  const session = await currentSession();
  const standing = session ? await standingOf(session) : ({ kind: "none" } as const);
  return standing.kind === "open"
    ? { ...standing, actor: { ...standing.actor, address: await clientAddress() } }
    : standing;
});

/** Who is asking, or undefined when nobody is signed in to a clinic. For doors that answer without a redirect. */
export async function findCurrentActor(): Promise<Actor | undefined> {
  const standing = await currentStanding();
  return standing.kind === "open" ? standing.actor : undefined;
}

/**
 * Who is asking. Without an open session the page gives way to what is still missing, and comes back
 * after it; a page of a clinic that the session has left asks which clinic to go on in.
 */
export async function currentActor(): Promise<Actor> {
  const standing = await currentStanding();
  if (standing.kind !== "open") redirect(wayOf(standing, await requestPath()));
  if (isLeftBehind(await headers(), standing.actor.tenantId)) redirect(clinicWasLeft);
  return standing.actor;
}

/** The clock of the current session, for the guard that warns before its end. */
export async function currentClock(): Promise<ClockView> {
  const session = await currentSession();
  return {
    tenantId: session?.tenantId ?? null,
    isLocked: session?.isLocked ?? false,
    idleSeconds: session?.idleSeconds ?? 0,
    overallSeconds: session?.overallSeconds ?? 0,
  };
}

/**
 * Runs `work` as the signed-in actor, under the first of their roles that holds `permission`. Every
 * page starts here. A record that is not theirs is a page not found; a missing permission is refused,
 * in the access history of the patient that the page is `about`.
 */
export async function inScope<T>(
  permission: Permission | readonly Permission[],
  work: (scope: MemberScope) => Promise<T>,
  about?: PatientId,
): Promise<T> {
  const actor = await currentActor();
  try {
    return await runInScope(actor, permission, work, about);
  } catch (error) {
    if (error instanceof NotFound) notFound();
    if (error instanceof ChartClosed) redirect(gateHref(error.patientId));
    if (error instanceof AccessDenied) forbidden();
    throw error;
  }
}
