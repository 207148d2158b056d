import "server-only";
import { z } from "zod";
import type { Actor } from "#lib/access/actor";
import type { Permission } from "#lib/access/permissions";
import { sessionLimits } from "#lib/auth/limits";
import { currentStanding } from "#lib/auth/session";
import { isLeftBehind, otherClinic } from "#lib/clinic-of-page";
import { Malformed } from "#lib/error-response";
import { Unauthenticated } from "#lib/errors";
import type { IssuedKind } from "#lib/issued/kinds";
import { isOwnOrigin } from "#lib/origin";
import { readJson } from "#lib/request-body";
import { assertPermitted } from "#lib/scope";
import { parseStrictly } from "#lib/strict-input";
import { Reason } from "./reason.ts";

/** What a door hands out, and whether that says anything about patients: then whoever takes it says why. */
export interface ExportDoor {
  readonly kind: IssuedKind;
  readonly holdsPhi: boolean;
}

const Asked = z.object({ what: z.record(z.string(), z.unknown()), reason: Reason.optional() });
const WithReason = Asked.extend({ reason: Reason });

/** Who may take what, and why they say they do. */
export interface Admitted<Input> {
  readonly actor: Actor;
  readonly input: Input;
  readonly reason: string | undefined;
}

/**
 * Lets a request for an export in: it comes from our own pages and an open session of their clinic, holds the
 * permission, is understood to the last field, and its proof of who is asking is at most five minutes old.
 */
export async function admitExport<Input extends z.ZodRawShape>(
  request: Request,
  permission: Permission | readonly Permission[],
  shape: z.ZodObject<Input>,
  { holdsPhi }: ExportDoor,
): Promise<Admitted<z.output<z.ZodObject<Input>>>> {
  if (!isOwnOrigin(request.headers.get("origin"))) throw new Malformed(403, "FOREIGN_ORIGIN");
  if (request.headers.get("x-requested-with") !== "chartkeep")
    throw new Malformed(403, "FOREIGN_ORIGIN");
  const standing = await currentStanding();
  if (standing.kind !== "open") throw new Unauthenticated();
  const { actor, session } = standing;
  if (isLeftBehind(request.headers, actor.tenantId)) throw new Malformed(409, otherClinic);
  await assertPermitted(actor, permission);

  const body = parseStrictly(holdsPhi ? WithReason : Asked, await readJson(request));
  if (!body.success) throw new Malformed(422, "VALIDATION", body.issues);
  const what = parseStrictly(shape, body.data.what);
  if (!what.success) throw new Malformed(422, "VALIDATION", what.issues);
  if (session.provedSeconds > sessionLimits.fresh) throw new Malformed(403, "REAUTH");
  return { actor, input: what.data, reason: body.data.reason };
}
