"use client";

import { Outcome } from "#components/members/outcome";
import { useChange } from "#components/members/use-change";
import { Button } from "#components/ui/button";
import { RadioSet } from "#components/ui/radio-set";
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
  const { state, issues, isPending, onSubmit } = useChange(action, () =>
    toast({ title: "Review recorded" }),
  );
  return (
    <form onSubmit={onSubmit} noValidate className="flex flex-col gap-3">
      <input type="hidden" name="grantId" value={grantId} />
      <RadioSet
        legend="Verdict"
        name="verdict"
        values={verdicts}
        labelOf={(verdict) => verdictWords[verdict]}
        issues={issues.verdict}
      />
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
