import "server-only";
import { cookies } from "next/headers";
import { z } from "zod";
import { errorResponse } from "#lib/error-response";
import { AccessDenied, NotFound, Unauthenticated } from "#lib/errors";
import { isOwnOrigin } from "#lib/origin";
import { readForm } from "#lib/request-body";
import { formValues, parseStrictly } from "#lib/strict-input";
import { type FormPurpose, formFailure, purposes } from "./form-failure.ts";
import { relativePath } from "./relative-path.ts";
import { requestId } from "./request.ts";
import { currentSession, currentStanding } from "./session.ts";
import { sessionCookie, sessionCookieOptions } from "./session-cookie.ts";
import { endSession, lockSession } from "./session-ends.ts";
import type { LiveSession } from "./session-store.ts";
import { chooseClinic } from "./sessions.ts";
import type { ClockView } from "./view.ts";
import { keepSession } from "./visitor.ts";

/** Answers a plain form of ours. These leave the page they came from, so that no memory of it stays. */
async function answerForm(
  request: Request,
  work: () => Promise<Response>,
  purpose?: FormPurpose,
): Promise<Response> {
  const id = await requestId();
  try {
    if (!isOwnOrigin(request.headers.get("origin"))) throw new AccessDenied("origin");
    return await work();
  } catch (error) {
    return (purpose && (await formFailure(error, purpose, id))) ?? errorResponse(error, id);
  }
}

/** Goes on to another page of ours; `clear` also makes the browser forget what it kept of this one. */
function goTo(path: string, { clear }: { readonly clear: boolean }): Response {
  const headers = new Headers({ location: path, "cache-control": "no-store" });
  if (clear) headers.set("clear-site-data", '"cache", "storage"');
  return new Response(null, { status: 303, headers });
}

/** Ends the session: first the row, in one transaction with its event, then the cookie. When the row cannot be ended, the cookie stays and the person is told. */
export function answerEnd(request: Request): Promise<Response> {
  return answerForm(
    request,
    async () => {
      const session = await currentSession();
      if (session) await endSession(session);
      (await cookies()).set(sessionCookie, "", { ...sessionCookieOptions, maxAge: 0 });
      return goTo("/sign-in?ended=1", { clear: true });
    },
    purposes.end,
  );
}

/** Where the locked page is to go on to. A lock is never refused for what else was sent with it. */
async function nextOf(request: Request): Promise<string> {
  const values = await readForm(request).then(formValues, () => undefined);
  const parsed = parseStrictly(Lock, values);
  return relativePath(parsed.success ? parsed.data.next : undefined);
}

/** Locks the screen: the row first, then the page is left and the browser forgets what it kept of it. */
export function answerLock(request: Request): Promise<Response> {
  return answerForm(
    request,
    async () => {
      const standing = await currentStanding();
      if (standing.kind === "open" || standing.kind === "owing")
        await lockSession(standing.session);
      const after = await nextOf(request);
      return goTo(after === "/" ? "/locked" : `/locked?next=${encodeURIComponent(after)}`, {
        clear: true,
      });
    },
    purposes.lock,
  );
}

const Lock = z.strictObject({ next: z.string().optional() });
const ChooseClinic = z.strictObject({ tenantId: z.uuid(), next: z.string().optional() });

/** Opens one of the person's clinics under a new token. */
export function answerClinic(request: Request): Promise<Response> {
  return answerForm(request, async () => {
    const session = await currentSession();
    if (!session) return goTo("/sign-in", { clear: true });
    const parsed = parseStrictly(ChooseClinic, formValues(await readForm(request)));
    if (!parsed.success) throw new NotFound("clinic");
    const isSwitch = session.stage === "signed_in";
    await keepSession(await chooseClinic(session, parsed.data.tenantId));
    return goTo(relativePath(parsed.data.next), { clear: isSwitch });
  });
}

const clockOf = ({ tenantId, isLocked, idleSeconds, overallSeconds }: LiveSession): ClockView => ({
  tenantId,
  isLocked,
  idleSeconds,
  overallSeconds,
});

/**
 * How long the session has left, by the database clock. Asked in the background it only looks; asked
 * because a person wants to stay, it keeps the session alive as any other request of theirs.
 */
export async function answerClock(request: Request): Promise<Response> {
  const id = await requestId();
  try {
    if (!isOwnOrigin(request.headers.get("origin"))) throw new AccessDenied("origin");
    const session = await currentSession();
    if (!session) throw new Unauthenticated();
    return Response.json({ ok: true, data: clockOf(session), requestId: id });
  } catch (error) {
    return errorResponse(error, id);
  }
}
