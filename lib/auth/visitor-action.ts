import "server-only";
import type { z } from "zod";
import { type FormAction, tooLarge } from "#lib/form-state";
import { noted } from "#lib/noted-action";
import { refusalState } from "#lib/refusal-state";
import { formValues, parseStrictly } from "#lib/strict-input";
import { requestId as currentRequestId } from "./request.ts";
import { hasOwnOrigin } from "./request-origin.ts";
import { currentVisitor, type Visitor } from "./visitor.ts";

/**
 * Turns a command into a server action for people who are not signed in: from our own pages, with a
 * form that is parsed strictly. It opens nothing; what the command may do, a link or a password decides.
 */
export function visitorAction<Input extends z.ZodType, View>(
  input: Input,
  command: (visitor: Visitor, input: z.output<Input>) => Promise<View>,
): FormAction<View> {
  return noted(async (_previous, form) => {
    const requestId = await currentRequestId();
    if (!(await hasOwnOrigin())) return { status: "refused", code: "forbidden", requestId };
    try {
      const values = form instanceof FormData ? formValues(form) : undefined;
      if (!values) return { status: "invalid", issues: tooLarge, requestId };
      const parsed = parseStrictly(input, values);
      if (!parsed.success) return { status: "invalid", issues: parsed.issues, requestId };
      return {
        status: "done",
        view: await command(await currentVisitor(), parsed.data),
        requestId,
      };
    } catch (error) {
      const state = refusalState(error, requestId);
      if (state) return state;
      throw error;
    }
  });
}
