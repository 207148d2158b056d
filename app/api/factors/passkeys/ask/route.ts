import { sessionRoute } from "#lib/auth/session-json";
import { toProve } from "#lib/factors/answers";
import { Nothing } from "#lib/factors/input";
import { passkeyToProve } from "#lib/factors/passkey-proving";

/** What a browser needs to have a passkey sign. */
export const POST = sessionRoute(toProve, Nothing, ({ session }) => passkeyToProve(session));
