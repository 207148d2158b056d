"use client";

import { FormDialog } from "#components/disclosures/form-dialog";
import { Button } from "#components/ui/button";
import { WordsField } from "#components/ui/words-field";
import type { FormAction } from "#lib/form-state";
import { verdictLabels, verdicts } from "#lib/reviews/rules";
import type { FindingView } from "#lib/reviews/view";
import { reviewWords } from "./refusal-words.ts";

/** Asks what a finding comes to, and why. */
export function JudgeDialog({
  finding,
  sentence,
  action,
}: {
  readonly finding: FindingView;
  readonly sentence: string;
  readonly action: FormAction<void>;
}) {
  const label = finding.verdict === undefined ? "Decide" : "Change";
  return (
    <FormDialog
      title="What does it come to?"
      description={sentence}
      send="Save verdict"
      done="Verdict saved"
      action={action}
      words={reviewWords}
      trigger={<Button aria-label={`${label}: ${sentence}`}>{label}…</Button>}
      fields={(issues) => (
        <>
          <input type="hidden" name="findingId" value={finding.id} />
          <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
            <legend className="mb-1 font-medium">Verdict</legend>
            {verdicts.map((verdict) => (
              <label key={verdict} className="flex min-h-7 items-center gap-1.5">
                <input
                  type="radio"
                  name="verdict"
                  value={verdict}
                  defaultChecked={finding.verdict === verdict}
                  className="size-4 shrink-0 accent-accent"
                />
                {verdictLabels[verdict]}
              </label>
            ))}
          </fieldset>
          {issues.verdict === undefined ? null : (
            <p className="font-medium text-critical text-xs">{issues.verdict.join(" ")}</p>
          )}
          <WordsField
            label="Why"
            name="note"
            defaultValue={finding.note ?? ""}
            hint="What was asked, what was answered, what follows"
            maxLength={1_000}
            required
            issues={issues.note}
          />
        </>
      )}
    />
  );
}
