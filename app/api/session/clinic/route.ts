import { answerClinic } from "#lib/auth/session-routes";

/** Opens the clinic that was chosen. */
export const POST = answerClinic;
