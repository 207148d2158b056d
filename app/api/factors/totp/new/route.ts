import { sessionRoute } from "#lib/auth/session-json";
import { changing, toChange } from "#lib/factors/answers";
import { Nothing } from "#lib/factors/input";
import { beginTotp } from "#lib/factors/totp-factor";

/** A seed for an authenticator app to scan. */
export const POST = sessionRoute(toChange, Nothing, changing(beginTotp));
