import "server-only";
import type { z } from "zod";
import type { Permission } from "#lib/access/permissions";
import { requestId as currentRequestId } from "#lib/auth/request";
import { findCurrentActor } from "#lib/auth/session";
import {
  AccessDenied,
  Conflict,
  NotFound,
  RateLimited,
  Refusal,
  Unauthenticated,
  Unavailable,
} from "#lib/errors";
import type { Issues } from "#lib/form-state";
import { log } from "#lib/log";
import { isOwnOrigin } from "#lib/origin";
import { type MemberScope, runInScope } from "#lib/scope";
import { parseStrictly } from "#lib/strict-input";
import { translateFault } from "#lib/unavailable";

const largest = 64 * 1024;

/** What is wrong with a request before anyone looked at who sent it. */
class Malformed extends Error {
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

/** Reads a body of at most 64 KB, whole: one that is longer, or shorter than it said, is refused. */
async function readJson(request: Request): Promise<unknown> {
  if (!/^application\/json(;|$)/i.test(request.headers.get("content-type") ?? ""))
    throw new Malformed(415, "UNSUPPORTED_TYPE");
  const declared = request.headers.get("content-length");
  if (declared !== null && Number(declared) > largest) throw new Malformed(413, "TOO_LARGE");

  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > largest) throw new Malformed(413, "TOO_LARGE");
    chunks.push(chunk);
  }
  if (declared !== null && Number(declared) !== size) throw new Malformed(400, "MALFORMED");
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new Malformed(400, "MALFORMED");
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
  const headers = seconds === undefined ? {} : { "retry-after": String(seconds) };
  return Response.json({ ok: false, code, requestId, ...extra }, { status, headers });
}

/**
 * Turns a query into a POST route for interactive reads. It answers our own pages only (Origin and
 * `x-requested-with: chartkeep`), takes one JSON object of at most 64 KB, and runs the query in a
 * scope that grants `permission`. What a person types travels in the body, never in an address.
 */
export function jsonRoute<Input extends z.ZodType, View>(
  permission: Permission | readonly Permission[],
  input: Input,
  query: (scope: MemberScope, input: z.output<Input>) => Promise<View>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const requestId = await currentRequestId();
    try {
      if (!isOwnOrigin(request.headers.get("origin"))) throw new Malformed(403, "FOREIGN_ORIGIN");
      if (request.headers.get("x-requested-with") !== "chartkeep")
        throw new Malformed(403, "FOREIGN_ORIGIN");
      const actor = await findCurrentActor();
      if (!actor) throw new Unauthenticated();

      const parsed = parseStrictly(input, await readJson(request));
      if (!parsed.success) throw new Malformed(422, "VALIDATION", parsed.issues);
      const data = await runInScope(actor, permission, (scope) => query(scope, parsed.data));
      return Response.json({ ok: true, data, requestId });
    } catch (error) {
      return errorResponse(error, requestId);
    }
  };
}
