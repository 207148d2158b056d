import { sessionRoute } from "#lib/auth/session-json";
import { changing, keepPasskey, toChange } from "#lib/factors/answers";
import { AddPasskey } from "#lib/factors/input";

/** Keeps a passkey that was just made. */
export const POST = sessionRoute(toChange, AddPasskey, changing(keepPasskey));
