"use client";

import { useActionState } from "react";
import { Button } from "#components/ui/button";
import type { FormAction } from "#lib/form-state";
import { glassWords } from "./refusal-words.ts";

/** Ends somebody's access that still runs: the chart closes to them with their next request. */
export function EndForm({
  grantId,
  action,
}: {
  readonly grantId: string;
  readonly action: FormAction<null>;
}) {
  const [state, end, isPending] = useActionState(action, { status: "idle" });
  return (
    <form action={end} className="flex items-center gap-2">
      <input type="hidden" name="grantId" value={grantId} />
      {state.status === "refused" ? <span role="alert">{glassWords(state.code)}</span> : null}
      <Button type="submit" look="danger" disabled={isPending} focusableWhenDisabled>
        {isPending ? "Ending…" : "End this access now"}
      </Button>
    </form>
  );
}
