"use client";

import { Button } from "#components/ui/button";
import { Notice } from "#components/ui/notice";
import { clinicDateTime } from "#lib/dates";
import type { DraftState } from "./use-draft.tsx";

const words: Readonly<Record<DraftState, string>> = {
  none: "",
  typing: "",
  saved: "Saved as a draft that only you can see.",
  failed: "",
};

/** Says quietly that what is typed is safe, and loudly when it is not. */
export function DraftNote({ state }: { readonly state: DraftState }) {
  return (
    <>
      <p aria-live="polite" className="text-ink-3 text-xs empty:hidden">
        {words[state]}
      </p>
      {state === "failed" ? (
        <Notice live tone="warning" title="What you typed is not saved yet.">
          Leave this page open: saving is tried again every few seconds.
        </Notice>
      ) : null}
    </>
  );
}

/** Says that the form has what was typed before, from when, and lets the person begin anew. */
export function DraftRestored({
  savedAt,
  timeZone,
  onDiscard,
}: {
  readonly savedAt: string;
  readonly timeZone: string;
  readonly onDiscard: () => void;
}) {
  return (
    <Notice tone="info" title="This is what you had typed and not sent.">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="tabular">Saved on {clinicDateTime(savedAt, timeZone)}.</span>
        <Button onClick={onDiscard}>Discard it</Button>
      </div>
    </Notice>
  );
}
