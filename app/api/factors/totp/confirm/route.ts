import { sessionRoute } from "#lib/auth/session-json";
import { changing, keepTotp, toChange } from "#lib/factors/answers";
import { ConfirmTotp } from "#lib/factors/input";

/** Keeps the app that was scanned, once it shows a right code. */
export const POST = sessionRoute(toChange, ConfirmTotp, changing(keepTotp));
