import { answerHealth } from "#lib/health/answer";

/** Whether the server can do its work. */
export const GET = answerHealth;
