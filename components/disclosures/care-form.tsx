"use client";

import { useState } from "react";
import { Outcome } from "#components/members/outcome";
import { useChange } from "#components/members/use-change";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { useToast } from "#components/ui/toast";
import type { FormAction } from "#lib/form-state";
import { disclosureWords } from "./refusal-words.ts";

const choices = [
  ["no", "Leave them out, as the rule allows"],
  ["yes", "Name them too: every look at the record becomes a line"],
] as const;

/** Whether this clinic's accountings also name treatment, payment and operations. Changing it asks for a fresh proof. */
export function CareForm({
  accountsForCare,
  action,
}: {
  readonly accountsForCare: boolean;
  readonly action: FormAction<void>;
}) {
  const before = accountsForCare ? "yes" : "no";
  const [chosen, setChosen] = useState<string>(before);
  const toast = useToast();
  const { state, isPending, onSubmit } = useChange(action, () =>
    toast({ title: "Saved", description: "It holds for every accounting from now on." }),
  );
  return (
    <Card title="Treatment, payment and operations" headingId="care">
      <form onSubmit={onSubmit} className="flex flex-col gap-2">
        <p className="text-ink-2">
          An accounting need not name what was disclosed to treat the patient, to be paid or to run
          the clinic (164.528(a)(1)(i)). This holds for every patient of the clinic.
        </p>
        <fieldset className="flex flex-col gap-1">
          <legend className="sr-only">Treatment, payment and operations in accountings</legend>
          {choices.map(([value, label]) => (
            <label key={value} className="flex min-h-7 items-center gap-1.5">
              <input
                type="radio"
                name="accountsForCare"
                value={value}
                checked={chosen === value}
                onChange={() => setChosen(value)}
                className="size-4 shrink-0 accent-accent"
              />
              {label}
            </label>
          ))}
        </fieldset>
        <Outcome state={state} words={disclosureWords} />
        <div>
          <Button
            type="submit"
            size="form"
            disabled={isPending || chosen === before}
            focusableWhenDisabled
          >
            {isPending ? "Saving…" : "Save"}
          </Button>
        </div>
      </form>
    </Card>
  );
}
