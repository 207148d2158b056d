import { Notice } from "#components/ui/notice";
import type { FormState } from "#lib/form-state";

/** What became of ending one session or all others, in a sentence. */
export function RevokeAnswer({
  one,
  others,
}: {
  readonly one: FormState<void>;
  readonly others: FormState<number>;
}) {
  const state = [one, others].find(({ status }) => status !== "idle" && status !== "done");
  const done = others.status === "done" ? others.view : one.status === "done" ? 1 : 0;
  switch (state?.status) {
    case "reauth":
      return (
        <Notice live tone="info" title="No session was ended." className="mb-2">
          Ending one asks for a proof that it is still you.
        </Notice>
      );
    case "refused":
      return (
        <Notice live tone="info" title="That session is over already." className="mb-2">
          The list has been loaded again.
        </Notice>
      );
    case "unauthenticated":
      return <Notice live tone="warning" title="You are signed out." className="mb-2" />;
    case "invalid":
    case "unavailable":
      return (
        <Notice live tone="critical" title="This is not possible right now." className="mb-2">
          No session was ended. Try again in a moment. Reference {state.requestId}
        </Notice>
      );
    case undefined:
    case "idle":
    case "done":
      return done === 0 ? null : (
        <Notice
          live
          tone="ok"
          title={done === 1 ? "Signed out there." : `Signed out in ${done} places.`}
          className="mb-2"
        />
      );
  }
}
