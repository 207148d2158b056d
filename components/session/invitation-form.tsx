"use client";

import { useActionState, useState } from "react";
import { TextField } from "#components/ui/text-field";
import type { FormAction, FormState } from "#lib/form-state";
import { Complaint, issuesOf } from "./complaint.tsx";
import { NewPasswordField } from "./new-password-field.tsx";
import { OwnAddress } from "./own-address.tsx";
import { PasswordField } from "./password-field.tsx";
import { SubmitButton } from "./submit-button.tsx";

interface InvitationFormProps {
  readonly action: FormAction<never>;
  readonly email: string;
  readonly displayName: string;
  readonly roles: string;
  readonly hasAccount: boolean;
}

/** Accepts an invitation: with a password chosen now, or with the one that this address has already. */
export function InvitationForm(props: InvitationFormProps) {
  const { action, email, roles, hasAccount } = props;
  const [state, submit, isPending] = useActionState(action, {
    status: "idle",
  } as FormState<never>);
  const [displayName, setDisplayName] = useState(props.displayName);

  return (
    <form action={submit} className="flex flex-col gap-4" noValidate>
      <Complaint state={state} />
      <p className="text-ink-2">
        You are invited as: {roles}.
        {hasAccount ? " This address has an account, so its password accepts." : null}
      </p>
      <OwnAddress email={email} />
      <TextField
        label="Your name, as the clinic sees it"
        name="displayName"
        autoComplete="name"
        defaultValue={displayName}
        onChange={(event) => setDisplayName(event.target.value)}
        issues={issuesOf(state, "displayName")}
      />
      {hasAccount ? (
        <PasswordField
          label="Password"
          name="password"
          autoComplete="current-password"
          issues={issuesOf(state, "password")}
        />
      ) : (
        <NewPasswordField issues={issuesOf(state, "password")} />
      )}
      <SubmitButton isPending={isPending}>Accept the invitation</SubmitButton>
    </form>
  );
}
