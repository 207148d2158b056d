import "server-only";
import { noteRefusal } from "#lib/answer-status";
import type { FormAction } from "#lib/form-state";

const no = ["invalid", "refused", "unauthenticated", "reauth"] as const;

/**
 * The same action, of which the log learns when it said no. A form gets its answer under the status of
 * success, so nothing outside could tell.
 */
export function noted<View>(action: FormAction<View>): FormAction<View> {
  return async (previous, form) => {
    const state = await action(previous, form);
    if (state.status === "refused") noteRefusal(state.code);
    else if ((no as readonly string[]).includes(state.status)) noteRefusal(state.status);
    return state;
  };
}
