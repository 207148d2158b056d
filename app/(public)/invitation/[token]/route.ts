import { answerLink } from "#lib/auth/link-cookie";

/** The address in the mail: takes the token out of it and goes on. */
export const GET = answerLink("invitation");
