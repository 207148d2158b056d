"use client";

import { useActionState, useEffect, useRef } from "react";
import { Button } from "#components/ui/button";
import { Notice } from "#components/ui/notice";
import { TextField } from "#components/ui/text-field";
import type { SsoStartState } from "#lib/sso/view";

function Complaint({ state }: { readonly state: SsoStartState }) {
  switch (state.status) {
    case "idle":
    case "leaving":
      return null;
    case "unknown":
      return (
        <Notice live tone="critical" title="That name leads to no single sign-on.">
          Check the short name of your clinic, or sign in with your password.
        </Notice>
      );
    case "waiting":
      return (
        <Notice live tone="warning" title="Too many tries.">
          Wait {Math.ceil(state.seconds / 60)} minutes, or sign in with your password.
        </Notice>
      );
    case "unavailable":
      return (
        <Notice live tone="warning" title="Your clinic's sign-in page cannot be reached just now.">
          Nothing was changed. Try again in a moment. Reference {state.requestId}
        </Notice>
      );
  }
}

/**
 * The short name of a clinic, which leads to its own sign-in page. A form may not send a browser to
 * another site, so the answer is an address: followed at once, or without scripts by a link.
 */
export function StartForm({
  action,
  clinic,
  next,
}: {
  readonly action: (previous: SsoStartState, form: FormData) => Promise<SsoStartState>;
  readonly clinic: string;
  readonly next: string;
}) {
  const [state, submit, isPending] = useActionState(action, { status: "idle" } as SsoStartState);
  const complaint = useRef<HTMLDivElement>(null);
  const isLeaving = state.status === "leaving";

  useEffect(() => {
    if (state.status === "leaving") window.location.assign(state.address);
    else if (state.status !== "idle") complaint.current?.focus();
  }, [state]);

  return (
    <form action={submit} className="flex flex-col gap-4" noValidate>
      <div ref={complaint} tabIndex={-1} className="outline-none empty:hidden">
        <Complaint state={state} />
      </div>
      <input type="hidden" name="next" value={next} />
      <TextField
        label="Clinic"
        name="clinic"
        hint="The short name of your clinic, as your administrator gave it to you."
        autoComplete="organization"
        autoCapitalize="none"
        spellCheck={false}
        defaultValue={"clinic" in state ? state.clinic : clinic}
      />
      {isLeaving ? (
        <p aria-live="polite">
          <a href={state.address} className="text-accent underline underline-offset-2">
            Go on to your clinic's sign-in page
          </a>
        </p>
      ) : null}
      <Button
        type="submit"
        look="primary"
        size="form"
        className="justify-center"
        disabled={isPending || isLeaving}
        focusableWhenDisabled
      >
        {isPending || isLeaving ? "One moment" : "Continue"}
      </Button>
    </form>
  );
}
