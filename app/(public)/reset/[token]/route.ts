import { answerLink } from "#lib/links/cookie";

/** The address in the mail: takes the token out of it and goes on. */
export const GET = answerLink("reset");
