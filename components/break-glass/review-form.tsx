"use client";

import { useId } from "react";
import { Outcome } from "#components/members/outcome";
import { useChange } from "#components/members/use-change";
import { Button } from "#components/ui/button";
import { useToast } from "#components/ui/toast";
import { WordsField } from "#components/ui/words-field";
import { verdicts, verdictWords } from "#lib/break-glass/rules";
import type { FormAction } from "#lib/form-state";
import { glassWords } from "./refusal-words.ts";

/** What a reviewer found: a verdict and a note. It stands as it was sent. */
export function ReviewForm({
  grantId,
  action,
}: {
  readonly grantId: string;
  readonly action: FormAction<null>;
}) {
  const toast = useToast();
  const problem = useId();
  const { state, issues, isPending, onSubmit } = useChange(action, () =>
    toast({ title: "Review recorded" }),
  );
  return (
    <form onSubmit={onSubmit} noValidate className="flex flex-col gap-3">
      <input type="hidden" name="grantId" value={grantId} />
      <fieldset aria-describedby={issues.verdict ? problem : undefined}>
        <legend className="font-medium">
          Verdict <span className="ml-1 font-normal text-ink-3">required</span>
        </legend>
        {verdicts.map((verdict) => (
          <label key={verdict} className="flex min-h-7 items-center gap-2 pointer-coarse:min-h-10">
            <input
              type="radio"
              name="verdict"
              value={verdict}
              className="size-4 shrink-0 accent-accent"
            />
            {verdictWords[verdict]}
          </label>
        ))}
        {issues.verdict === undefined ? null : (
          <p id={problem} className="font-medium text-critical text-xs">
            {issues.verdict.join(" ")}
          </p>
        )}
      </fieldset>
      <WordsField
        label="Note"
        name="note"
        hint="What you looked at, and what you found. Sealed, and kept as you send it."
        rows={4}
        maxLength={2000}
        required
        issues={issues.note}
      />
      <Outcome state={state} words={glassWords} />
      <div>
        <Button type="submit" look="primary" size="form" disabled={isPending} focusableWhenDisabled>
          {isPending ? "One moment…" : "Record the review"}
        </Button>
      </div>
    </form>
  );
}
