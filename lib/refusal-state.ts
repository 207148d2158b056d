import "server-only";
import {
  AccessDenied,
  Conflict,
  Invalid,
  NotFound,
  RateLimited,
  Refusal,
  Unavailable,
} from "#lib/errors";
import type { FormState } from "#lib/form-state";
import { log } from "#lib/log";
import { translateFault } from "#lib/unavailable";

/** What a form is told about an error, or undefined when it is a bug and only a reference may be shown. */
export function refusalState(thrown: unknown, requestId: string): FormState<never> | undefined {
  const error = translateFault(thrown);
  if (error instanceof Invalid) return { status: "invalid", issues: error.issues, requestId };
  if (error instanceof Refusal) return { status: "refused", code: error.code, requestId };
  if (error instanceof NotFound) return { status: "refused", code: "not-found", requestId };
  if (error instanceof AccessDenied) return { status: "refused", code: "forbidden", requestId };
  if (error instanceof Conflict) return { status: "refused", code: "conflict", requestId };
  if (error instanceof RateLimited)
    return { status: "refused", code: "rate-limited", seconds: error.seconds, requestId };
  if (error instanceof Unavailable) {
    log.error({ requestId, err: error }, "unavailable");
    return { status: "unavailable", seconds: error.seconds, requestId };
  }
  return undefined;
}
