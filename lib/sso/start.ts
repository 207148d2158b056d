import "server-only";
import { cookies } from "next/headers";
import { z } from "zod";
import { padTime } from "#lib/auth/evenly";
import { relativePath } from "#lib/auth/relative-path";
import { sessionCookieOptions } from "#lib/auth/session-cookie";
import { RateLimited } from "#lib/errors";
import { log } from "#lib/log";
import { formValues, parseStrictly } from "#lib/strict-input";
import { translateFault } from "#lib/unavailable";
import { type Connection, findConnection } from "./connection.ts";
import { leaveForProvider } from "./edge.ts";
import { beginFlow, flowCookie } from "./flows.ts";
import { ProviderFault } from "./provider-fault.ts";
import { takeWay } from "./throttle.ts";
import type { SsoStartState } from "./view.ts";

const StartSso = z.strictObject({
  clinic: z.string().trim().toLowerCase().max(64),
  next: z.string().optional(),
});
const slugShape = /^[a-z0-9][a-z0-9-]{1,62}$/;

/** Sends this browser to a clinic's provider: what it must bring back is in its cookies, and the way is noted. Returns the address to go to. */
export async function sendToProvider(
  connection: Connection,
  purpose: { readonly sessionId: string | null; readonly next: string },
): Promise<string> {
  const { address, cookies: sealed } = await leaveForProvider(connection);
  const token = await beginFlow(connection, purpose);
  const jar = await cookies();
  const options = { ...sessionCookieOptions, maxAge: 10 * 60 };
  for (const { name, value } of sealed) jar.set(name, value, options);
  jar.set(flowCookie, token, options);
  return address;
}

/**
 * Begins single sign-on at the clinic whose short name was typed. Whoever types a name that leads
 * nowhere learns nothing else: no such clinic, a suspended one, and one without single sign-on get one
 * answer after the same time, and one address may begin sixty times a quarter of an hour.
 */
export async function startSso(
  form: FormData,
  visitor: { readonly address: string },
  requestId: string,
): Promise<SsoStartState> {
  const parsed = parseStrictly(StartSso, formValues(form));
  const clinic = parsed.success ? parsed.data.clinic : "";
  const began = performance.now();
  try {
    await takeWay(visitor.address);
    const connection = slugShape.test(clinic) ? await findConnection(clinic) : undefined;
    if (!connection || !parsed.success) {
      await padTime(began);
      return { status: "unknown", clinic };
    }
    const next = relativePath(parsed.data.next);
    return {
      status: "leaving",
      address: await sendToProvider(connection, { sessionId: null, next }),
    };
  } catch (thrown) {
    const error = translateFault(thrown);
    if (error instanceof RateLimited) return { status: "waiting", clinic, seconds: error.seconds };
    const level = error instanceof ProviderFault ? "info" : "error";
    log[level]({ requestId, err: error }, "single sign-on could not begin");
    return { status: "unavailable", clinic, requestId };
  }
}
