import "server-only";
import { noteRefusal } from "#lib/answer-status";
import {
  AccessDenied,
  Conflict,
  Invalid,
  NotFound,
  RateLimited,
  Refusal,
  Unauthenticated,
  Unavailable,
} from "#lib/errors";
import type { Issues } from "#lib/form-state";
import { log } from "#lib/log";
import { translateFault } from "#lib/unavailable";

/** What is wrong with a request before anyone looked at who sent it. */
export class Malformed extends Error {
  readonly status: number;
  readonly code: string;
  readonly issues: Issues | undefined;

  constructor(status: number, code: string, issues?: Issues) {
    super(code);
    this.name = "Malformed";
    this.status = status;
    this.code = code;
    this.issues = issues;
  }
}

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly extra?: Record<string, unknown>;
  readonly seconds?: number;
}

function answerFor(error: unknown): Answer {
  if (error instanceof Malformed)
    return {
      status: error.status,
      code: error.code,
      ...(error.issues && { extra: { issues: error.issues } }),
    };
  if (error instanceof Invalid)
    return { status: 422, code: "VALIDATION", extra: { issues: error.issues } };
  if (error instanceof Unauthenticated) return { status: 401, code: "UNAUTHENTICATED" };
  if (error instanceof AccessDenied) return { status: 403, code: "FORBIDDEN" };
  if (error instanceof NotFound) return { status: 404, code: "NOT_FOUND" };
  if (error instanceof Conflict) return { status: 409, code: "CONFLICT" };
  if (error instanceof Refusal)
    return { status: 409, code: "REFUSED", extra: { refusal: error.code } };
  if (error instanceof RateLimited)
    return { status: 429, code: "RATE_LIMITED", seconds: error.seconds };
  if (error instanceof Unavailable)
    return { status: 503, code: "UNAVAILABLE", seconds: error.seconds };
  return { status: 500, code: "INTERNAL" };
}

/** The one shape in which an API door declines: a code and a reference, never a message of an error. */
export function errorResponse(thrown: unknown, requestId: string): Response {
  const error = translateFault(thrown);
  const { status, code, extra, seconds } = answerFor(error);
  if (status >= 500) log.error({ requestId, err: thrown }, "request failed");
  else noteRefusal(error instanceof Refusal ? error.code : code);
  const headers = seconds === undefined ? {} : { "retry-after": String(seconds) };
  return Response.json({ ok: false, code, requestId, ...extra }, { status, headers });
}
