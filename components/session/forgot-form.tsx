"use client";

import { useActionState, useState } from "react";
import { Notice } from "#components/ui/notice";
import { TextField } from "#components/ui/text-field";
import { TextLink } from "#components/ui/text-link";
import type { FormAction, FormState } from "#lib/form-state";
import { Complaint, issuesOf } from "./complaint.tsx";
import { SubmitButton } from "./submit-button.tsx";

/** Asks for an address and says the same of every one: whether it belongs to anybody, only its mailbox learns. */
export function ForgotForm({ action }: { readonly action: FormAction<void> }) {
  const [state, submit, isPending] = useActionState(action, { status: "idle" } as FormState<void>);
  const [email, setEmail] = useState("");

  return (
    <form action={submit} className="flex flex-col gap-4" noValidate>
      <Complaint state={state} />
      {state.status === "done" ? (
        <Notice live tone="info" title="If this address has an account, a link is on its way.">
          Open it within ten minutes. If nothing comes, look for a typing error and ask again.
        </Notice>
      ) : (
        <p className="text-ink-2">
          Enter the address with which you sign in. We send it a link to choose a new password.
        </p>
      )}
      <TextField
        label="Email"
        name="email"
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        defaultValue={email}
        onChange={(event) => setEmail(event.target.value)}
        issues={issuesOf(state, "email")}
      />
      <SubmitButton isPending={isPending}>Send the link</SubmitButton>
      <p>
        <TextLink href="/sign-in">Back to signing in</TextLink>
      </p>
    </form>
  );
}
