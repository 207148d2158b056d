import { Notice } from "#components/ui/notice";
import type { FormState } from "#lib/form-state";
import { refusalWords } from "./refusal-words.ts";

/** What became of a form about single sign-on when nothing was done. Complaints about one field stand at the field. */
export function Declined({ state }: { readonly state: FormState<unknown> }) {
  switch (state.status) {
    case "idle":
    case "done":
      return null;
    case "invalid":
      return state.issues.form === undefined ? null : (
        <Notice tone="critical" title={state.issues.form.join(" ")} live />
      );
    case "refused":
      return (
        <Notice tone="critical" title={refusalWords(state.code)} live>
          Nothing was changed. Reference {state.requestId}
        </Notice>
      );
    case "reauth":
      return (
        <Notice tone="warning" title="This asks for a fresh proof that it is you" live>
          Nothing was changed. Send it again, and prove that it is still you.
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
        <Notice tone="warning" title="This cannot be reached just now" live>
          Nothing was changed. Try again in a moment. Reference {state.requestId}
        </Notice>
      );
  }
}
