"use client";

import { useActionState } from "react";
import { Button } from "#components/ui/button";
import type { FormAction } from "#lib/form-state";

/** Asks for a checkpoint of the chain as it stands; it is there within seconds, on the next look. */
export function SignNow({ action }: { readonly action: FormAction<void> }) {
  const [state, submit, isPending] = useActionState(action, { status: "idle" });
  const words =
    state.status === "idle"
      ? ""
      : state.status === "done"
        ? "Asked for. Look again in a few seconds."
        : `It could not be asked for. Reference ${state.requestId}`;
  return (
    <form action={submit} className="flex flex-wrap items-center gap-2">
      <output className="text-ink-2 text-xs">{words}</output>
      <Button type="submit" disabled={isPending} focusableWhenDisabled>
        Sign now
      </Button>
    </form>
  );
}
