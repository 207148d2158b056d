import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import type { ServerResponse } from "node:http";
import { requestHeaders } from "#lib/auth/request-headers";
import { Unavailable } from "#lib/errors";
import { log } from "#lib/log";
import { translateFault } from "#lib/unavailable";

interface Answer {
  /** How long to wait before asking again, once something that the page needs could not be reached. */
  retryAfter: number | undefined;
  /** The kind of no that was said, where the status does not tell. */
  refusal: string | undefined;
}

/** What whoever looks for holes is answered, whichever part of the framework or of ours answers. */
const refusals = [400, 403, 405, 409, 413, 415, 422, 429];

// The framework bundles this file more than once; the answers of the process are one.
const shared = globalThis as typeof globalThis & {
  chartkeepAnswers?: AsyncLocalStorage<Answer>;
};
shared.chartkeepAnswers ??= new AsyncLocalStorage();
const answers = shared.chartkeepAnswers;

/** One line of the log for each request that was told no: which, from where, what kind of no. Nothing of what was sent. */
function logRefusal(response: ServerResponse, { refusal }: Answer): void {
  const { statusCode: status, req } = response;
  if (refusal === undefined && !refusals.includes(status)) return;
  const requestId = response.getHeader(requestHeaders.id);
  const from = req.headers[requestHeaders.address];
  log.warn({ requestId, from, status, ...(refusal && { code: refusal }) }, "request refused");
}

/**
 * Follows what the framework answers to this request, and logs what it refused. A page that fails is always 500 to it; one that
 * failed because the database, a key or the trail cannot be reached leaves as 503 with Retry-After.
 */
export function followAnswer(response: ServerResponse): void {
  const answer: Answer = { retryAfter: undefined, refusal: undefined };
  answers.enterWith(answer);
  response.once("finish", () => logRefusal(response, answer));
  const write = response.writeHead;
  response.writeHead = function writeHead(this: ServerResponse, status: number, ...rest: never[]) {
    if (status !== 500 || answer.retryAfter === undefined || response.headersSent)
      return write.call(this, status, ...rest);
    response.setHeader("retry-after", String(answer.retryAfter));
    return write.call(this, 503, ...rest);
  } as typeof write;
}

/** Notes why the page of this request failed, if it is something that another try may find healed. */
export function noteFailure(thrown: unknown): void {
  const answer = answers.getStore();
  const error = translateFault(thrown);
  // By name, since each bundle has a class of its own.
  if (!answer || !(error instanceof Error) || error.name !== "Unavailable") return;
  answer.retryAfter = error instanceof Unavailable ? error.seconds : 2;
}

/** Notes what kind of no this request is answered with: a code of ours, never anything that was sent. */
export function noteRefusal(code: string): void {
  const answer = answers.getStore();
  if (answer) answer.refusal ??= code;
}
