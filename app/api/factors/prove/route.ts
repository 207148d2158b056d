import { sessionRoute } from "#lib/auth/session-json";
import { prove, toProve } from "#lib/factors/answers";
import { Prove } from "#lib/factors/input";

/** Proves who is there: completes a sign-in, unlocks, or answers a step-up. */
export const POST = sessionRoute(toProve, Prove, prove);
