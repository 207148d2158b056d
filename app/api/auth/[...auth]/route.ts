import { answerEdge } from "#lib/auth/edge-route";

/** A CSRF token. */
export const GET = answerEdge;

/** Signing in with a password. */
export const POST = answerEdge;
