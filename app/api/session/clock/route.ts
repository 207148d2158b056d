import { answerClock } from "#lib/auth/session-routes";

/** How long the session has left. */
export const POST = answerClock;
