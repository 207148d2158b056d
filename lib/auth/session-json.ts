import "server-only";
import type { z } from "zod";
import { errorResponse, Malformed } from "#lib/error-response";
import { Unauthenticated } from "#lib/errors";
import { isOwnOrigin } from "#lib/origin";
import { readJson } from "#lib/request-body";
import { parseStrictly } from "#lib/strict-input";
import { sessionLimits } from "./limits.ts";
import { requestId as currentRequestId } from "./request.ts";
import { currentStanding } from "./session.ts";
import type { SessionDoor, Standings } from "./session-action.ts";
import type { Standing } from "./standing.ts";

/**
 * What `sessionAction` is for forms, for requests that a script has to make, as for a passkey: from
 * our own pages, for the standings it names and no others, one JSON object that is parsed strictly.
 * `REAUTH` asks for a fresh proof first; nothing was done then.
 */
export function sessionRoute<Kind extends Standings["kind"], Input extends z.ZodType, View>(
  { admits, fresh = false }: SessionDoor<Kind>,
  input: Input,
  command: (standing: Extract<Standings, { kind: Kind }>, input: z.output<Input>) => Promise<View>,
): (request: Request) => Promise<Response> {
  const isAdmitted = (standing: Standing): standing is Extract<Standings, { kind: Kind }> =>
    (admits as readonly string[]).includes(standing.kind);

  return async (request) => {
    const requestId = await currentRequestId();
    try {
      if (!isOwnOrigin(request.headers.get("origin"))) throw new Malformed(403, "FOREIGN_ORIGIN");
      if (request.headers.get("x-requested-with") !== "chartkeep")
        throw new Malformed(403, "FOREIGN_ORIGIN");
      const standing = await currentStanding();
      if (!isAdmitted(standing)) throw new Unauthenticated();
      const parsed = parseStrictly(input, await readJson(request));
      if (!parsed.success) throw new Malformed(422, "VALIDATION", parsed.issues);
      if (fresh && standing.session.provedSeconds > sessionLimits.fresh)
        throw new Malformed(403, "REAUTH");
      const data = (await command(standing, parsed.data)) ?? null;
      return Response.json({ ok: true, data, requestId });
    } catch (error) {
      return errorResponse(error, requestId);
    }
  };
}
