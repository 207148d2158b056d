"use client";

import { Outcome } from "#components/members/outcome";
import { useChange } from "#components/members/use-change";
import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { Select } from "#components/ui/select";
import { useToast } from "#components/ui/toast";
import { WordsField } from "#components/ui/words-field";
import { askedByWords, type Restrictable } from "#lib/break-glass/rules";
import type { CarerView } from "#lib/break-glass/view";
import type { FormAction } from "#lib/form-state";
import { glassWords } from "./refusal-words.ts";

/** Restricts a chart, or one kind of record in it: why, who asked, and who goes on seeing it. */
export function RestrictForm({
  patientId,
  categories,
  members,
  action,
}: {
  readonly patientId: string;
  readonly categories: readonly { readonly value: Restrictable; readonly label: string }[];
  readonly members: readonly CarerView[];
  readonly action: FormAction<null>;
}) {
  const toast = useToast();
  const { state, issues, isPending, onSubmit } = useChange(action, () =>
    toast({ title: "Restricted" }),
  );
  const askers = ["patient", "clinic"].map((value) => ({
    value,
    label: askedByWords[value] ?? value,
  }));
  return (
    <form onSubmit={onSubmit} noValidate className="flex flex-col gap-3">
      <input type="hidden" name="patientId" value={patientId} />
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="What is restricted" name="category" issues={issues.category} required>
          <Select
            label="What is restricted"
            name="category"
            choices={categories}
            defaultValue={categories[0]?.value ?? "chart"}
          />
        </Field>
        <Field label="Who asked for it" name="askedBy" issues={issues.askedBy} required>
          <Select label="Who asked for it" name="askedBy" choices={askers} defaultValue="patient" />
        </Field>
      </div>
      <WordsField
        label="Why"
        name="reason"
        hint="Sealed. Administrators read it, and nobody else."
        maxLength={1000}
        required
        issues={issues.reason}
      />
      <fieldset>
        <legend className="font-medium">Care team: sees it without breaking the glass</legend>
        <div className="grid max-h-56 overflow-y-auto sm:grid-cols-2">
          {members.map(({ memberId, name }) => (
            <label
              key={memberId}
              className="flex min-h-7 items-center gap-2 pointer-coarse:min-h-10"
            >
              <input
                type="checkbox"
                name="team"
                value={memberId}
                className="size-4 shrink-0 accent-accent"
              />
              <span className="min-w-0 break-words">{name}</span>
            </label>
          ))}
        </div>
        <p className="text-ink-3 text-xs">
          You cannot put yourself on it: another administrator has to.
        </p>
      </fieldset>
      <Outcome state={state} words={glassWords} />
      <div>
        <Button type="submit" look="primary" size="form" disabled={isPending} focusableWhenDisabled>
          {isPending ? "One moment…" : "Restrict"}
        </Button>
      </div>
    </form>
  );
}
