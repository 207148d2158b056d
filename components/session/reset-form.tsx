"use client";

import { useActionState } from "react";
import type { FormAction, FormState } from "#lib/form-state";
import { Complaint, issuesOf } from "./complaint.tsx";
import { NewPasswordField } from "./new-password-field.tsx";
import { OwnAddress } from "./own-address.tsx";
import { SubmitButton } from "./submit-button.tsx";

/** Chooses a new password with a link. It works without scripts too. */
export function ResetForm({
  action,
  email,
}: {
  readonly action: FormAction<never>;
  readonly email: string;
}) {
  const [state, submit, isPending] = useActionState(action, {
    status: "idle",
  } as FormState<never>);

  return (
    <form action={submit} className="flex flex-col gap-4" noValidate>
      <Complaint state={state} />
      <OwnAddress email={email} />
      <NewPasswordField issues={issuesOf(state, "password")} />
      <p className="text-ink-3 text-xs">
        You will be signed out everywhere, and sign in with the new password.
      </p>
      <SubmitButton isPending={isPending}>Change the password</SubmitButton>
    </form>
  );
}
