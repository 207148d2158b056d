"use client";

import { useId } from "react";
import { useFreshAction } from "#components/factors/step-up";
import { Outcome } from "#components/members/outcome";
import { Button } from "#components/ui/button";
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
  const problem = useId();
  return (
    <form onSubmit={onSubmit} noValidate className="flex flex-col gap-3">
      <input type="hidden" name="patientId" value={patientId} />
      <fieldset aria-describedby={issues.reasonCode ? problem : undefined}>
        <legend className="font-medium">
          Reason <span className="ml-1 font-normal text-ink-3">required</span>
        </legend>
        {reasonCodes.map((code) => (
          <label key={code} className="flex min-h-7 items-center gap-2 pointer-coarse:min-h-10">
            <input
              type="radio"
              name="reasonCode"
              value={code}
              className="size-4 shrink-0 accent-accent"
            />
            <span>{reasonWords[code]}</span>
            <span className="code-text text-ink-3">{code}</span>
          </label>
        ))}
        {issues.reasonCode === undefined ? null : (
          <p id={problem} className="font-medium text-critical text-xs">
            {issues.reasonCode.join(" ")}
          </p>
        )}
      </fieldset>
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
