"use client";

import { Notice } from "#components/ui/notice";
import type { FormRefusal, FormState } from "#lib/form-state";
import { refusalWords } from "./refusal-words.ts";

/** What came of a form, where it is not done: said in words, where the form is. `words` are those of its domain. */
export function Outcome({
  state,
  words = refusalWords,
}: {
  readonly state: FormState<unknown>;
  readonly words?: (code: FormRefusal) => string;
}) {
  if (state.status === "invalid" && state.issues.form !== undefined)
    return <Notice tone="critical" title={state.issues.form.join(" ")} live />;
  if (state.status === "refused")
    return (
      <Notice tone="critical" title={words(state.code)} live>
        Nothing was changed. Reference {state.requestId}.
      </Notice>
    );
  if (state.status === "unavailable")
    return (
      <Notice tone="critical" title="This cannot be reached just now" live>
        Try again in a moment. Reference {state.requestId}.
      </Notice>
    );
  if (state.status === "unauthenticated")
    return (
      <Notice tone="warning" title="You are signed out" live>
        Nothing was changed. Sign in again to continue.
      </Notice>
    );
  if (state.status === "reauth")
    return (
      <Notice tone="warning" title="This asks for a fresh proof that it is you" live>
        Nothing was changed. Send it again when you are ready to.
      </Notice>
    );
  return null;
}
