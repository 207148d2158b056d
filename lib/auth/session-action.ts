import "server-only";
import { headers } from "next/headers";
import type { z } from "zod";
import { type FormAction, tooLarge } from "#lib/form-state";
import { noted } from "#lib/noted-action";
import { isOwnOrigin } from "#lib/origin";
import { refusalState } from "#lib/refusal-state";
import { formValues, parseStrictly } from "#lib/strict-input";
import { sessionLimits } from "./limits.ts";
import { requestId as currentRequestId } from "./request.ts";
import { currentStanding } from "./session.ts";
import type { Standing } from "./standing.ts";

/** A standing behind which there is a session. */
export type Standings = Exclude<Standing, { kind: "none" }>;

/** Which standings a session action is for, and whether the last proof of who asks must be fresh. */
export interface SessionDoor<Kind extends Standings["kind"]> {
  readonly admits: readonly Kind[];
  readonly fresh?: boolean;
}

/**
 * Turns a command on the session itself (a factor, a lock, a password) into a server action: from our
 * own pages, for the standings it names and no others, with a form that is parsed strictly. It opens
 * no scope: what belongs to a clinic goes through `formAction`.
 */
export function sessionAction<Kind extends Standings["kind"], Input extends z.ZodType, View>(
  { admits, fresh = false }: SessionDoor<Kind>,
  input: Input,
  command: (standing: Extract<Standings, { kind: Kind }>, input: z.output<Input>) => Promise<View>,
): FormAction<View> {
  const isAdmitted = (standing: Standing): standing is Extract<Standings, { kind: Kind }> =>
    (admits as readonly string[]).includes(standing.kind);

  return noted(async (_previous, form) => {
    const requestId = await currentRequestId();
    if (!isOwnOrigin((await headers()).get("origin")))
      return { status: "refused", code: "forbidden", requestId };
    try {
      const standing = await currentStanding();
      if (!isAdmitted(standing)) return { status: "unauthenticated", requestId };
      const values = form instanceof FormData ? formValues(form) : undefined;
      if (!values) return { status: "invalid", issues: tooLarge, requestId };
      const parsed = parseStrictly(input, values);
      if (!parsed.success) return { status: "invalid", issues: parsed.issues, requestId };
      if (fresh && standing.session.provedSeconds > sessionLimits.fresh)
        return { status: "reauth", requestId };
      return { status: "done", view: await command(standing, parsed.data), requestId };
    } catch (error) {
      const state = refusalState(error, requestId);
      if (state) return state;
      throw error;
    }
  });
}
