import { answerEnd } from "#lib/auth/session-routes";

/** Signs out. */
export const POST = answerEnd;
