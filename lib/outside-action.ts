import "server-only";
import type { z } from "zod";
import type { Permission } from "#lib/access/permissions";
import { formAction } from "#lib/action";
import type { FormAction } from "#lib/form-state";
import type { MemberScope } from "#lib/scope";

/**
 * A form action whose answer comes from outside: the command says in its scope what to ask, its
 * transaction commits, and only then is anything waited for. The answer outside changes nothing of ours.
 */
export function outsideAction<Input extends z.ZodType, Question, View>(
  permission: Permission,
  input: Input,
  command: (scope: MemberScope, input: z.output<Input>) => Promise<Question>,
  ask: (question: Question) => Promise<View>,
): FormAction<View> {
  const prepare = formAction(permission, input, command);
  return async (_previous, form) => {
    const state = await prepare({ status: "idle" }, form);
    return state.status === "done" ? { ...state, view: await ask(state.view) } : state;
  };
}
