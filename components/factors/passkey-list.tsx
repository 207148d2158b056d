"use client";

import { KeyRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { TextField } from "#components/ui/text-field";
import { clinicDate } from "#lib/dates";
import type { PasskeyView } from "#lib/factors/view";
import { typedText } from "./typed-text.ts";

/** The passkeys of a person, each with the name they gave it, when it was made and when it was used last. */
export function PasskeyList({
  passkeys,
  timeZone,
  isPending,
  onRename,
  onRemove,
}: {
  readonly passkeys: readonly PasskeyView[];
  readonly timeZone: string;
  readonly isPending: boolean;
  readonly onRename: (credentialId: string, label: string) => void;
  readonly onRemove: (credentialId: string) => void;
}) {
  const [renamed, setRenamed] = useState<PasskeyView>();
  const rename = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const label = typedText(event.currentTarget, "label");
    if (!renamed || label === "") return;
    setRenamed(undefined);
    onRename(renamed.credentialId, label);
  };

  if (passkeys.length === 0)
    return (
      <p className="text-ink-2">
        None yet. A passkey opens with your fingerprint, your face or your device’s PIN, and is the
        safest way to sign in.
      </p>
    );
  return (
    <>
      <ul className="divide-y divide-line">
        {passkeys.map((passkey) => (
          <li key={passkey.credentialId} className="flex flex-wrap items-center gap-3 py-2">
            <KeyRound aria-hidden className="size-4 text-ink-3" />
            <div className="min-w-0 flex-1 basis-56">
              <p className="truncate font-medium">{passkey.label}</p>
              <p className="text-ink-3 text-xs">
                Made {clinicDate(passkey.createdAt, timeZone)}
                {passkey.lastUsedAt === null
                  ? ", not used yet"
                  : `, last used ${clinicDate(passkey.lastUsedAt, timeZone)}`}
                {passkey.isBackedUp ? ", kept by your device’s account" : ""}
              </p>
            </div>
            <Button disabled={isPending} onClick={() => setRenamed(passkey)}>
              Rename<span className="sr-only"> {passkey.label}</span>
            </Button>
            <Button disabled={isPending} onClick={() => onRemove(passkey.credentialId)}>
              Remove<span className="sr-only"> {passkey.label}</span>
            </Button>
          </li>
        ))}
      </ul>
      <Dialog
        title="Rename the passkey"
        className="w-96"
        open={renamed !== undefined}
        onOpenChange={(isOpen) => {
          if (!isOpen) setRenamed(undefined);
        }}
      >
        <form onSubmit={rename}>
          <TextField
            label="Name"
            name="label"
            defaultValue={renamed?.label}
            maxLength={60}
            autoComplete="off"
            className="mb-3"
          />
          <Button type="submit" look="primary" size="form">
            Rename
          </Button>
        </form>
      </Dialog>
    </>
  );
}
