import "server-only";
import type { AuthConfig } from "@auth/core";
import { env } from "#lib/env";
import { sessionLimits } from "./limits.ts";
import { sessionCookie, sessionCookieOptions } from "./session-cookie.ts";

/** The path under which @auth/core answers. */
export const authPath = "/api/auth";

const options = sessionCookieOptions;
const cookie = (name: string) => ({ name: `__Host-${name}`, options });

/** What @auth/core is told whoever signs in and however: our address, our cookies, a session that is not its own. */
export const edgeBase = () =>
  ({
    basePath: authPath,
    trustHost: true,
    useSecureCookies: true,
    secret: [env().AUTH_SECRET],
    pages: { signIn: "/sign-in", error: "/sign-in" },
    session: { strategy: "jwt", maxAge: sessionLimits.overall },
    cookies: {
      sessionToken: { name: sessionCookie, options },
      callbackUrl: cookie("next"),
      csrfToken: cookie("csrf"),
      pkceCodeVerifier: cookie("pkce"),
      state: cookie("state"),
      nonce: cookie("nonce"),
      webauthnChallenge: cookie("challenge"),
    },
  }) satisfies Partial<AuthConfig>;

/** The error that @auth/core wrapped, which is what was thrown in our own code. */
export function unwrap(error: Error): unknown {
  const { cause } = error;
  return cause instanceof Object && "err" in cause ? cause.err : error;
}

/** Nothing the library would write is written: in debug mode it prints request bodies, and so passwords and codes. */
export const edgeLogger = (error: (error: Error) => void): NonNullable<AuthConfig["logger"]> => ({
  error,
  warn: () => undefined,
  debug: () => undefined,
});
