import { answerLock } from "#lib/auth/session-routes";

/** Locks the screen. */
export const POST = answerLock;
