"use client";

import { useFreshAction } from "#components/factors/step-up";
import { Outcome } from "#components/members/outcome";
import { Button } from "#components/ui/button";
import { RadioSet } from "#components/ui/radio-set";
import { WordsField } from "#components/ui/words-field";
import { leastText, reasonCodes, reasonWords } from "#lib/break-glass/rules";
import type { FormAction } from "#lib/form-state";
import { chartHref } from "#lib/routes";
import { OpenChart } from "./open-chart.tsx";
import { glassWords } from "./refusal-words.ts";

/**
 * Breaks the glass: a reason, a few words and a fresh proof. Once it is done the chart opens, from here
 * or from the gate that is drawn anew with the answer. What was typed stays until then.
 */
export function BreakForm<View>({
  patientId,
  action,
}: {
  readonly patientId: string;
  readonly action: FormAction<View>;
}) {
  const [state, onSubmit, isPending] = useFreshAction(action);
  const issues = state.status === "invalid" ? state.issues : {};
  const isDone = state.status === "done";
  return (
    <form onSubmit={onSubmit} noValidate className="flex flex-col gap-3">
      <input type="hidden" name="patientId" value={patientId} />
      <RadioSet
        legend="Reason"
        name="reasonCode"
        values={reasonCodes}
        labelOf={(code) => (
          <>
            <span>{reasonWords[code]}</span>
            <span className="code-text text-ink-3">{code}</span>
          </>
        )}
        issues={issues.reasonCode}
      />
      <WordsField
        label="What makes it necessary"
        name="text"
        hint={`At least ${leastText} characters. Sealed with the chart; whoever reviews this access reads it.`}
        rows={4}
        maxLength={1000}
        required
        issues={issues.text}
      />
      <Outcome state={state} words={glassWords} />
      {isDone ? <OpenChart href={chartHref(patientId)} /> : null}
      <div>
        <Button
          type="submit"
          look="primary"
          size="form"
          disabled={isPending || isDone}
          focusableWhenDisabled
        >
          {isPending || isDone ? "One moment…" : "Break the glass for 60 minutes"}
        </Button>
      </div>
    </form>
  );
}
