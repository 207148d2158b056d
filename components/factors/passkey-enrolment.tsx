"use client";

import { KeyRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button";
import { TextField } from "#components/ui/text-field";
import type { NewCodesView } from "#lib/factors/view";
import { FailureNotice } from "./failure-notice.tsx";
import { type Failure, failureOf } from "./failure-words.ts";
import { keepPasskey, makePasskey } from "./passkey-client.ts";
import { useFreshPost } from "./step-up.tsx";
import { typedText } from "./typed-text.ts";
import { useFirstFocus } from "./use-first-focus.ts";

/** Makes a passkey on this device, or on one that it can reach, with a name to tell it from the others. */
export function PasskeyEnrolment({ onAdded }: { readonly onAdded: (view: NewCodesView) => void }) {
  const [failure, setFailure] = useState<Failure>();
  const [issues, setIssues] = useState<readonly string[]>();
  const [isPending, setPending] = useState(false);
  const form = useFirstFocus<HTMLFormElement>("label");
  const freshly = useFreshPost();

  const add = async (label: string) => {
    setIssues(label === "" ? ["Give it a name."] : undefined);
    if (label === "") return;
    setPending(true);
    setFailure(undefined);
    try {
      const made = await freshly(makePasskey);
      onAdded(await freshly(() => keepPasskey(label, made)));
    } catch (error) {
      setFailure(failureOf(error));
    }
    setPending(false);
  };

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void add(typedText(event.currentTarget, "label"));
  };

  return (
    <form ref={form} onSubmit={submit} noValidate>
      <FailureNotice failure={failure} />
      <p className="mb-3 text-ink-2">
        A passkey stays on your device and opens with your fingerprint, your face or its PIN. It
        works on this site alone, so nobody can trick you out of it.
      </p>
      <TextField
        label="Name"
        name="label"
        hint="For example the device it is on"
        autoComplete="off"
        maxLength={60}
        issues={issues}
        className="mb-3"
      />
      <Button
        type="submit"
        look="primary"
        size="form"
        className="w-full justify-center"
        disabled={isPending}
        focusableWhenDisabled
      >
        <KeyRound aria-hidden /> {isPending ? "Waiting for your device…" : "Make a passkey"}
      </Button>
    </form>
  );
}
