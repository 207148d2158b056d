import { answerLive } from "#lib/health/answer";

/** Whether the process is there. */
export const GET = answerLive;
