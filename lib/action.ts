import "server-only";
import { refresh } from "next/cache";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { z } from "zod";
import type { Permission } from "#lib/access/permissions";
import { sessionLimits } from "#lib/auth/limits";
import { requestId as currentRequestId } from "#lib/auth/request";
import { currentStanding } from "#lib/auth/session";
import { clinicWasLeft, isLeftBehind } from "#lib/clinic-of-page";
import { type FormAction, tooLarge } from "#lib/form-state";
import { noted } from "#lib/noted-action";
import { isOwnOrigin } from "#lib/origin";
import { refusalState } from "#lib/refusal-state";
import { assertPermitted, type MemberScope, runInScope } from "#lib/scope";
import { formValues, parseStrictly } from "#lib/strict-input";

/** `fresh` asks for a proof of who is asking that is at most five minutes old: what it does is hard to take back. */
export interface ActionDoor {
  readonly fresh?: boolean;
}

/**
 * Turns a command into a server action: the request must come from our own pages and from an open
 * session with a role that grants `permission`, the form is parsed strictly, the command runs in a
 * scope. What a rule declines becomes state; anything else is thrown on, and the browser learns a
 * reference only.
 */
export function formAction<Input extends z.ZodType, View>(
  permission: Permission | readonly Permission[],
  input: Input,
  command: (scope: MemberScope, input: z.output<Input>) => Promise<View>,
  { fresh = false }: ActionDoor = {},
): FormAction<View> {
  return noted(async (_previous, form) => {
    const requestId = await currentRequestId();
    if (!isOwnOrigin((await headers()).get("origin")))
      return { status: "refused", code: "forbidden", requestId };
    try {
      const standing = await currentStanding();
      if (standing.kind !== "open") return { status: "unauthenticated", requestId };
      if (isLeftBehind(await headers(), standing.actor.tenantId)) redirect(clinicWasLeft);
      await assertPermitted(standing.actor, permission);

      const values = form instanceof FormData ? formValues(form) : undefined;
      if (!values) return { status: "invalid", issues: tooLarge, requestId };
      const parsed = parseStrictly(input, values);
      if (!parsed.success) return { status: "invalid", issues: parsed.issues, requestId };
      if (fresh && standing.session.provedSeconds > sessionLimits.fresh)
        return { status: "reauth", requestId };

      const view = await runInScope(standing.actor, permission, (scope) =>
        command(scope, parsed.data),
      );
      refresh();
      return { status: "done", view, requestId };
    } catch (error) {
      const state = refusalState(error, requestId);
      if (state) return state;
      throw error;
    }
  });
}
