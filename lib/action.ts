import "server-only";
import { refresh } from "next/cache";
import { headers } from "next/headers";
import type { z } from "zod";
import type { Permission } from "#lib/access/permissions";
import { requestId as currentRequestId } from "#lib/auth/request";
import { findCurrentActor } from "#lib/auth/session";
import type { FormAction } from "#lib/form-state";
import { isOwnOrigin } from "#lib/origin";
import { refusalState } from "#lib/refusal-state";
import { type MemberScope, runInScope } from "#lib/scope";
import { formValues, parseStrictly } from "#lib/strict-input";

/**
 * Turns a command into a server action: the request must come from our own pages and from a live
 * session, the form is parsed strictly, the command runs in a scope that grants `permission`. What a
 * rule declines becomes state; anything else is thrown on, and the browser learns a reference only.
 */
export function formAction<Input extends z.ZodType, View>(
  permission: Permission | readonly Permission[],
  input: Input,
  command: (scope: MemberScope, input: z.output<Input>) => Promise<View>,
): FormAction<View> {
  return async (_previous, form) => {
    const requestId = await currentRequestId();
    if (!isOwnOrigin((await headers()).get("origin")))
      return { status: "refused", code: "forbidden", requestId };
    try {
      const actor = await findCurrentActor();
      if (!actor) return { status: "unauthenticated", requestId };

      const values = form instanceof FormData ? formValues(form) : undefined;
      if (!values)
        return { status: "invalid", issues: { form: ["This form is too large."] }, requestId };
      const parsed = parseStrictly(input, values);
      if (!parsed.success) return { status: "invalid", issues: parsed.issues, requestId };

      const view = await runInScope(actor, permission, (scope) => command(scope, parsed.data));
      refresh();
      return { status: "done", view, requestId };
    } catch (error) {
      const state = refusalState(error, requestId);
      if (state) return state;
      throw error;
    }
  };
}
