"use client";

import { useState } from "react";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Dialog } from "#components/ui/dialog";
import { useToast } from "#components/ui/toast";
import type { FormAction } from "#lib/form-state";
import type { RotationView } from "#lib/keys/view";
import { KeyOutcome } from "./key-outcome.tsx";
import { countWords, instantWords } from "./key-words.ts";
import { useKeyChange } from "./use-key-change.ts";
import { useRotation } from "./use-rotation.ts";

/** How the last rotation stands, and the button that asks for another. */
export function RotationPanel({
  tenantId,
  timeZone,
  version,
  rotation: first,
  action,
}: {
  readonly tenantId: string;
  readonly timeZone: string;
  readonly version: number;
  readonly rotation: RotationView | undefined;
  readonly action: FormAction<null>;
}) {
  const rotation = useRotation(tenantId, first);
  const isOpen = rotation !== undefined && rotation.finishedAt === undefined;
  return (
    <Card
      title="Rotation"
      headingId="keys-rotation"
      action={isOpen ? undefined : <RotateDialog version={version} action={action} />}
    >
      {rotation === undefined ? (
        <p className="text-ink-2">The record key has not been changed since the clinic was made.</p>
      ) : isOpen ? (
        <Progress rotation={rotation} />
      ) : (
        <Ended rotation={rotation} timeZone={timeZone} />
      )}
    </Card>
  );
}

function Progress({ rotation }: { readonly rotation: RotationView }) {
  const { rowsMoved, rowsTotal, isSettling, startedAt, version } = rotation;
  if (startedAt === undefined) {
    return (
      <output className="text-ink-2">
        Asked for by {rotation.requestedBy}. The background work makes the key in a moment.
      </output>
    );
  }
  return (
    <div className="flex flex-col gap-1.5">
      <progress
        aria-label="Records sealed with the new key"
        value={isSettling ? 1 : rowsMoved}
        max={isSettling ? 1 : Math.max(rowsTotal, 1)}
        className="h-2 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
      />
      <output className="tabular text-ink-2">
        {isSettling
          ? `All ${countWords(rowsTotal)} rows are sealed with version ${version}. They are looked through once more when no process can still have the old key alone in memory, six minutes after it began.`
          : `${countWords(rowsMoved)} of ${countWords(rowsTotal)} rows sealed with version ${version}. Everything can be read meanwhile.`}
      </output>
    </div>
  );
}

function Ended({
  rotation,
  timeZone,
}: {
  readonly rotation: RotationView;
  readonly timeZone: string;
}) {
  const { version, requestedBy, finishedAt, rowsMoved, rowsRefused } = rotation;
  return (
    <div className="tabular text-ink-2">
      <p>
        Version {version} was asked for by {requestedBy} and finished on{" "}
        {instantWords(finishedAt, timeZone)}: {countWords(rowsMoved)} rows sealed anew.
      </p>
      {rowsRefused > 0 ? (
        <p className="font-medium text-critical">
          {countWords(rowsRefused)} {rowsRefused === 1 ? "row was" : "rows were"} not what had been
          sealed and {rowsRefused === 1 ? "was" : "were"} left as found. Somebody has to look into
          it.
        </p>
      ) : null}
    </div>
  );
}

function RotateDialog({
  version,
  action,
}: {
  readonly version: number;
  readonly action: FormAction<null>;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog
      title="Make a new record key?"
      description="It seals everything from now on, and all records are sealed anew in the background. Nobody has to stop working. It cannot be taken back, and need not be."
      open={isOpen}
      onOpenChange={setOpen}
      trigger={<Button look="primary">Rotate keys…</Button>}
    >
      <RotateForm version={version} action={action} onClose={() => setOpen(false)} />
    </Dialog>
  );
}

function RotateForm({
  version,
  action,
  onClose,
}: {
  readonly version: number;
  readonly action: FormAction<null>;
  readonly onClose: () => void;
}) {
  const toast = useToast();
  const { state, isPending, onSubmit } = useKeyChange(action, () => {
    onClose();
    toast({ title: "A new key was asked for", description: "This page shows how it comes along." });
  });
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-3">
      <input type="hidden" name="seen" value={version} />
      <KeyOutcome state={state} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" disabled={isPending} focusableWhenDisabled>
          {isPending ? "Asking" : "Rotate keys"}
        </Button>
      </div>
    </form>
  );
}
