import { sessionRoute } from "#lib/auth/session-json";
import { changing, renewRecoveryCodes, toChange } from "#lib/factors/answers";
import { Nothing } from "#lib/factors/input";

/** New recovery codes in place of the old. */
export const POST = sessionRoute(toChange, Nothing, changing(renewRecoveryCodes));
