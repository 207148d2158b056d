import { sessionRoute } from "#lib/auth/session-json";
import { changing, dropFactor, toChange } from "#lib/factors/answers";
import { RemoveFactor } from "#lib/factors/input";

/** Takes one factor away. */
export const POST = sessionRoute(toChange, RemoveFactor, changing(dropFactor));
