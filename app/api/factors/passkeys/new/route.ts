import { sessionRoute } from "#lib/auth/session-json";
import { changing, toChange } from "#lib/factors/answers";
import { Nothing } from "#lib/factors/input";
import { passkeyToAdd } from "#lib/factors/passkey-adding";

/** What a browser needs to make a passkey. */
export const POST = sessionRoute(toChange, Nothing, changing(passkeyToAdd));
