"use client";

import { type FormEvent, startTransition, useActionState, useState } from "react";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { inputClass } from "#components/ui/input-look";
import { Notice } from "#components/ui/notice";
import { TextField } from "#components/ui/text-field";
import { cn } from "#lib/cn";
import type { FormAction } from "#lib/form-state";
import type { CheckedView } from "#lib/issued/view";
import { CheckedAnswer } from "./checked-answer.tsx";

const largest = 512 * 1024 * 1024;

/** SHA-256 of a file as hex, made in the browser: the file goes nowhere. */
async function digestOf(file: File): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Takes a verification code, a file, or both, and says what the clinic knows of them. */
export function CheckForm({
  timeZone,
  clinic,
  action,
}: {
  readonly timeZone: string;
  readonly clinic: string;
  readonly action: FormAction<CheckedView>;
}) {
  const [state, send, isPending] = useActionState(action, { status: "idle" });
  const [unread, setUnread] = useState<string>();
  const issues = state.status === "invalid" ? state.issues : {};

  const check = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setUnread(undefined);
    const given = new FormData(event.currentTarget);
    const file = given.get("file");
    const form = new FormData();
    const code = given.get("code");
    form.set("code", typeof code === "string" ? code : "");
    form.set("digest", "");
    if (file instanceof File && file.size > 0) {
      if (file.size > largest) return setUnread("The file is larger than any that is issued here.");
      try {
        form.set("digest", await digestOf(file));
      } catch {
        return setUnread("The file could not be read. Choose it again.");
      }
    }
    startTransition(() => send(form));
  };

  return (
    <Card title="Check a document" headingId="check" className="mb-3 print:hidden">
      <form onSubmit={(event) => void check(event)} noValidate>
        <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]">
          <TextField
            label="Verification code"
            name="code"
            hint="On every page of a print, and at the end of the name of a file."
            issues={issues.code}
            autoComplete="off"
            spellCheck={false}
            maxLength={60}
            placeholder="XXXXX-XXXXX-XXXXX-XXXXX"
            inputClassName="font-mono"
          />
          <Field
            label="File"
            name="file"
            hint="It is compared in this browser and not sent."
            issues={unread === undefined ? issues.digest : [unread]}
          >
            <input
              type="file"
              name="file"
              id="issued-file"
              aria-label="File"
              className={cn(
                inputClass,
                "py-0.75 pl-0.75 file:mr-2 file:h-6 file:rounded-chip file:border file:border-line file:bg-sunken file:px-2 file:font-medium file:text-ink pointer-coarse:file:h-8",
              )}
            />
          </Field>
          <Button
            type="submit"
            look="primary"
            size="form"
            disabled={isPending}
            focusableWhenDisabled
            className="justify-self-start lg:mt-5.5"
          >
            {isPending ? "Checking…" : "Check"}
          </Button>
        </div>
      </form>
      <div aria-live="polite" className="mt-3 empty:hidden">
        {state.status === "done" ? (
          <CheckedAnswer checked={state.view} clinic={clinic} timeZone={timeZone} />
        ) : null}
        {state.status === "idle" || state.status === "done" || state.status === "invalid" ? null : (
          <Notice tone="critical" title="The document could not be checked">
            Try again in a moment. Reference {state.requestId}
          </Notice>
        )}
      </div>
    </Card>
  );
}
