"use client";

import { useActionState } from "react";
import { Notice } from "#components/ui/notice";
import type { FormAction, FormState } from "#lib/form-state";
import { Complaint, issuesOf } from "./complaint.tsx";
import { NewPasswordField } from "./new-password-field.tsx";
import { OwnAddress } from "./own-address.tsx";
import { PasswordField } from "./password-field.tsx";
import { SubmitButton } from "./submit-button.tsx";

/** Changes one's own password, with the present one. */
export function ChangePasswordForm({
  action,
  email,
}: {
  readonly action: FormAction<void>;
  readonly email: string;
}) {
  const [state, submit, isPending] = useActionState(action, { status: "idle" } as FormState<void>);
  if (state.status === "done")
    return (
      <Notice live tone="ok" title="Your password was changed.">
        Every other session of yours was ended. A mail has been sent to {email}.
      </Notice>
    );

  return (
    <form action={submit} className="flex flex-col gap-4" noValidate>
      <Complaint state={state} />
      <OwnAddress email={email} />
      <PasswordField
        label="Present password"
        name="current"
        autoComplete="current-password"
        issues={issuesOf(state, "current")}
      />
      <NewPasswordField issues={issuesOf(state, "password")} />
      <p className="text-ink-3 text-xs">
        Your sessions on other devices will end. This one goes on.
      </p>
      <SubmitButton isPending={isPending}>Change the password</SubmitButton>
    </form>
  );
}
