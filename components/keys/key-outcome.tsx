"use client";

import { Notice } from "#components/ui/notice";
import type { FormState } from "#lib/form-state";
import { keyRefusalWords } from "./key-words.ts";

/** What came of a form about keys, where it is not done. */
export function KeyOutcome({ state }: { readonly state: FormState<unknown> }) {
  switch (state.status) {
    case "idle":
    case "done":
      return null;
    case "invalid":
      return <Notice tone="critical" title="Something in this form is not as it should be" live />;
    case "refused":
      return (
        <Notice tone="critical" title={keyRefusalWords(state.code)} live>
          Nothing was changed. Reference {state.requestId}.
        </Notice>
      );
    case "reauth":
      return (
        <Notice tone="warning" title="This asks for a fresh proof that it is you" live>
          Nothing was changed. Send it again when you are ready to.
        </Notice>
      );
    case "unauthenticated":
      return (
        <Notice tone="warning" title="You are signed out" live>
          Nothing was changed. Sign in again to continue.
        </Notice>
      );
    case "unavailable":
      return (
        <Notice tone="critical" title="This cannot be reached just now" live>
          Try again in a moment. Reference {state.requestId}.
        </Notice>
      );
  }
}
