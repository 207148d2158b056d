import "server-only";
import type { z } from "zod";
import type { Permission } from "#lib/access/permissions";
import { requestId as currentRequestId } from "#lib/auth/request";
import { findCurrentActor } from "#lib/auth/session";
import { isLeftBehind, otherClinic } from "#lib/clinic-of-page";
import { errorResponse, Malformed } from "#lib/error-response";
import { Unauthenticated } from "#lib/errors";
import { isOwnOrigin } from "#lib/origin";
import { readJson } from "#lib/request-body";
import { assertPermitted, type MemberScope, runInScope } from "#lib/scope";
import { parseStrictly } from "#lib/strict-input";

/**
 * Turns a query into a POST route for interactive reads. It answers our own pages only (Origin and
 * `x-requested-with: chartkeep`) of the clinic that the session is open in, takes one JSON object of at most 64 KB, and runs the query in a
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
      if (isLeftBehind(request.headers, actor.tenantId)) throw new Malformed(409, otherClinic);

      await assertPermitted(actor, permission);
      const parsed = parseStrictly(input, await readJson(request));
      if (!parsed.success) throw new Malformed(422, "VALIDATION", parsed.issues);
      const data = await runInScope(actor, permission, (scope) => query(scope, parsed.data));
      return Response.json({ ok: true, data, requestId });
    } catch (error) {
      return errorResponse(error, requestId);
    }
  };
}
