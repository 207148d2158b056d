import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import type { ServerResponse } from "node:http";
import { Unavailable } from "#lib/errors";
import { translateFault } from "#lib/unavailable";

interface Answer {
  /** How long to wait before asking again, once something that the page needs could not be reached. */
  retryAfter: number | undefined;
}

// The framework bundles this file more than once; the answers of the process are one.
const shared = globalThis as typeof globalThis & {
  chartkeepAnswers?: AsyncLocalStorage<Answer>;
};
shared.chartkeepAnswers ??= new AsyncLocalStorage();
const answers = shared.chartkeepAnswers;

/**
 * Follows what the framework answers to this request. A page that fails is always 500 to it; one that
 * failed because the database, a key or the trail cannot be reached leaves as 503 with Retry-After.
 */
export function followAnswer(response: ServerResponse): void {
  const answer: Answer = { retryAfter: undefined };
  answers.enterWith(answer);
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
