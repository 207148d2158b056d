import { sessionRoute } from "#lib/auth/session-json";
import { changing, toChange } from "#lib/factors/answers";
import { renamePasskey } from "#lib/factors/changes";
import { RenamePasskey } from "#lib/factors/input";

/** Calls a passkey something else. */
export const POST = sessionRoute(toChange, RenamePasskey, changing(renamePasskey));
