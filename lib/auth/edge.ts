import "server-only";
import { Auth, type AuthConfig } from "@auth/core";
import { CredentialsSignin, MissingCSRF } from "@auth/core/errors";
import { type JWT, decode as openSealed, encode as seal } from "@auth/core/jwt";
import Credentials from "@auth/core/providers/credentials";
import { env } from "#lib/env";
import { isUnsafeText } from "#lib/input-text";
import { hasFactor } from "./account-factors.ts";
import { accountEmail, isShutOut } from "./directory.ts";
import { authPath, edgeBase, edgeLogger, unwrap } from "./edge-base.ts";
import { padTime } from "./evenly.ts";
import { knownDevice, newDevice } from "./known-device.ts";
import { sessionLimits } from "./limits.ts";
import { relativePath } from "./relative-path.ts";
import { sessionCookie } from "./session-cookie.ts";
import { findSession } from "./session-store.ts";
import { type OpenedSession, openSession } from "./sessions.ts";
import { verifySignIn } from "./sign-in.ts";
import type { Visitor } from "./visitor.ts";

/** What became of a try to sign in, beside the response that @auth/core makes of it. */
export type Outcome =
  | { readonly kind: "none" }
  | { readonly kind: "opened"; readonly session: OpenedSession; readonly device: string }
  | { readonly kind: "refused" }
  | { readonly kind: "no-clinic" | "suspended" }
  | { readonly kind: "failed" | "forged"; readonly error: unknown };

const loggerFor = (report: (outcome: Outcome) => void) =>
  edgeLogger((error) => {
    if (error instanceof CredentialsSignin) return;
    report({ kind: error instanceof MissingCSRF ? "forged" : "failed", error: unwrap(error) });
  });

/** A refusal says nothing by the time it takes either. */
async function evenly<T>(work: () => Promise<T | null>): Promise<T | null> {
  const began = performance.now();
  const result = await work();
  if (result !== null) return result;
  await padTime(began);
  return null;
}

/** Only somebody who has proven wholly who they are learns that their clinic is suspended: a password alone may be stolen. */
const mayKnowOfSuspension = async (accountId: string) =>
  !(await hasFactor(accountId)) && (await isShutOut(accountId));

/**
 * @auth/core as a thin edge for one request: its CSRF check, its callback and its cookies. The session
 * is ours. `encode` and `decode` work on our table for the session cookie and are the library's own for
 * the cookies that it seals for itself; claims are a fixed list, so that nothing a browser sends gets in.
 */
function edgeConfig(visitor: Visitor, report: (outcome: Outcome) => void): AuthConfig {
  let attempt: { email: string; address: string; device?: string | undefined } | undefined;
  return {
    ...edgeBase(),
    logger: loggerFor(report),
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        authorize: (sent) =>
          evenly(async () => {
            const { email: typed, password } = sent;
            if (typeof typed !== "string" || typeof password !== "string") return null;
            if (isUnsafeText(typed)) {
              report({ kind: "refused" });
              return null;
            }
            const email = accountEmail(typed);
            const device = knownDevice(visitor.deviceCookie, email);
            attempt = { email, address: visitor.address, device };
            const account = await verifySignIn(attempt, password);
            if (!account) report({ kind: "refused" });
            return account ? { id: account.id, epoch: account.epoch } : null;
          }),
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) =>
        user ? { sub: user.id ?? "", epoch: "epoch" in user ? user.epoch : 0 } : token,
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url }) => new URL(relativePath(url), env().APP_ORIGIN).href,
    },
    jwt: {
      maxAge: sessionLimits.overall,
      async encode(params) {
        if (params.salt !== sessionCookie) return seal(params);
        const { sub, epoch, held } = params.token ?? {};
        if (typeof held === "string") return held;
        if (typeof sub !== "string" || typeof epoch !== "number" || !attempt)
          throw new CredentialsSignin();
        const { userAgent } = visitor;
        const session = await openSession({ accountId: sub, epoch, attempt, userAgent });
        if (!session) {
          report({ kind: (await mayKnowOfSuspension(sub)) ? "suspended" : "no-clinic" });
          throw new CredentialsSignin();
        }
        report({ kind: "opened", session, device: newDevice(attempt.email) });
        return session.token;
      },
      async decode<Payload = JWT>(params: Parameters<typeof openSealed>[0]) {
        if (params.salt !== sessionCookie) return openSealed<Payload>(params);
        const session = await findSession(params.token, { isBackground: true });
        return session ? ({ sub: session.accountId, held: params.token } as Payload) : null;
      },
    },
  };
}

/**
 * Asks @auth/core, at the application's one canonical address whatever the request said its host was,
 * with the cookies and the body and no other header of the visitor.
 */
export async function askEdge(
  path: `/csrf` | `/callback/credentials`,
  sent: { readonly cookie: string; readonly form?: URLSearchParams },
  visitor: Visitor,
): Promise<{ readonly response: Response; readonly outcome: Outcome }> {
  let outcome: Outcome = { kind: "none" };
  const config = edgeConfig(visitor, (reported) => {
    outcome = reported;
  });
  const request = new Request(new URL(authPath + path, env().APP_ORIGIN), {
    method: sent.form ? "POST" : "GET",
    headers: { cookie: sent.cookie },
    ...(sent.form && { body: sent.form }),
  });
  const response = await Auth(request, config);
  return { response, outcome };
}
