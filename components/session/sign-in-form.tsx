"use client";

import { useActionState, useEffect, useRef } from "react";
import { Button } from "#components/ui/button";
import { Notice } from "#components/ui/notice";
import { TextField } from "#components/ui/text-field";
import type { SignInState } from "#lib/auth/view";

const inWords = (seconds: number) =>
  seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;

interface SignInFormProps {
  readonly action: (previous: SignInState, form: FormData) => Promise<SignInState>;
  readonly next: string;
}

function Complaint({ state }: { readonly state: SignInState }) {
  switch (state.status) {
    case "idle":
      return null;
    case "invalid":
      return <Notice live tone="critical" title="Enter your email and your password." />;
    case "refused":
      return (
        <Notice live tone="critical" title="That email and password do not match.">
          Check both and try again. Passwords are case-sensitive.
        </Notice>
      );
    case "no-clinic":
      return (
        <Notice live tone="warning" title="No clinic is open to you.">
          Ask the administrator of your clinic to check your membership.
        </Notice>
      );
    case "suspended":
      return (
        <Notice live tone="warning" title="Your clinic is suspended.">
          Nobody can sign in to it at the moment, and its records are kept. Ask its administrator.
        </Notice>
      );
    case "waiting":
      return (
        <Notice live tone="warning" title="Too many tries.">
          {state.seconds > 3_600
            ? "Use a browser that you have signed in with before, or set a new password by mail."
            : `Wait ${inWords(state.seconds)}, then try again.`}
        </Notice>
      );
    case "unavailable":
      return (
        <Notice live tone="warning" title="Signing in is not possible right now.">
          Nothing was changed. Try again in a moment. Reference {state.requestId}
        </Notice>
      );
  }
}

/** Email and password. It works without scripts too; after a refusal the complaint is read out and takes the focus. */
export function SignInForm({ action, next }: SignInFormProps) {
  const [state, submit, isPending] = useActionState(action, { status: "idle" } as SignInState);
  const complaint = useRef<HTMLDivElement>(null);
  const missing = state.status === "invalid" ? state.missing : [];

  useEffect(() => {
    if (state.status !== "idle") complaint.current?.focus();
  }, [state]);

  return (
    <form action={submit} className="flex flex-col gap-4" noValidate>
      <div ref={complaint} tabIndex={-1} className="outline-none empty:hidden">
        <Complaint state={state} />
      </div>
      <input type="hidden" name="next" value={next} />
      <TextField
        label="Email"
        name="email"
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        defaultValue={state.status === "idle" ? "" : state.email}
        issues={missing.includes("email") ? ["Enter your email."] : undefined}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        issues={missing.includes("password") ? ["Enter your password."] : undefined}
      />
      <Button
        type="submit"
        look="primary"
        size="form"
        className="justify-center"
        disabled={isPending}
      >
        {isPending ? "Signing in" : "Sign in"}
      </Button>
    </form>
  );
}
