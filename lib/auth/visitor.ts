import "server-only";
import { cookies, headers } from "next/headers";
import { deviceCookie, deviceCookieOptions, newDevice } from "./known-device.ts";
import { clientAddress } from "./request.ts";
import { sessionCookie, sessionCookieOptions } from "./session-cookie.ts";
import { endSession } from "./session-ends.ts";
import { findSession } from "./session-store.ts";
import type { OpenedSession } from "./sessions.ts";

/** Where a visitor comes from, as the server knows it: nothing of this is taken from a form. */
export interface Visitor {
  readonly address: string;
  readonly userAgent: string | undefined;
  readonly deviceCookie: string | undefined;
}

/** The visitor of this request. */
export async function currentVisitor(): Promise<Visitor> {
  return {
    address: await clientAddress(),
    userAgent: (await headers()).get("user-agent") ?? undefined,
    deviceCookie: (await cookies()).get(deviceCookie)?.value,
  };
}

/** Ends the session that a browser comes with, when it is given another. One that only got a new token is no longer found under the old one. */
export async function endPreviousSession(): Promise<void> {
  const token = (await cookies()).get(sessionCookie)?.value;
  const previous = await findSession(token, { isBackground: true });
  if (previous) await endSession(previous);
}

/** Hands a session just opened to the browser in place of any it had, and marks the browser as known to the account. */
export async function keepSession(session: OpenedSession, device?: string): Promise<void> {
  await endPreviousSession();
  const jar = await cookies();
  jar.set(sessionCookie, session.token, sessionCookieOptions);
  if (device !== undefined) jar.set(deviceCookie, device, deviceCookieOptions);
}

/** Marks the browser as known to an account, of which its person has just proved to read the mail. */
export async function keepKnown(email: string): Promise<void> {
  (await cookies()).set(deviceCookie, newDevice(email), deviceCookieOptions);
}
