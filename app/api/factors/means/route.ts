import { sessionRoute } from "#lib/auth/session-json";
import { toProve } from "#lib/factors/answers";
import { Nothing } from "#lib/factors/input";
import { meansOf } from "#lib/factors/prove";

/** By what this person can prove who they are. */
export const POST = sessionRoute(toProve, Nothing, ({ session }) => meansOf(session));
