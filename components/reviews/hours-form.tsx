"use client";

import { Outcome } from "#components/members/outcome";
import { useChange } from "#components/members/use-change";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { TextField } from "#components/ui/text-field";
import { useToast } from "#components/ui/toast";
import type { FormAction } from "#lib/form-state";
import { type ClinicHours, clockOf } from "#lib/reviews/rules";
import { reviewWords } from "./refusal-words.ts";

const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** When the clinic is open: what is opened outside of it stands in the next review. */
export function HoursForm({
  hours,
  timeZone,
  action,
}: {
  readonly hours: ClinicHours;
  readonly timeZone: string;
  readonly action: FormAction<void>;
}) {
  const toast = useToast();
  const { state, issues, isPending, onSubmit } = useChange(action, () =>
    toast({ title: "Hours saved", description: "They hold for the reviews from now on." }),
  );
  return (
    <Card title="The clinic's hours" note={timeZone} headingId="hours">
      <form onSubmit={onSubmit} noValidate className="flex flex-col gap-3">
        <fieldset className="grid grid-cols-4 gap-x-3">
          <legend className="mb-1 font-medium">Open on</legend>
          {days.map((label, index) => (
            <label key={label} className="flex min-h-7 items-center gap-1.5">
              <input
                type="checkbox"
                name="openDays"
                value={index + 1}
                defaultChecked={hours.openDays.includes(String(index + 1))}
                className="size-4 shrink-0 accent-accent"
              />
              {label}
            </label>
          ))}
        </fieldset>
        <div className="grid grid-cols-2 gap-3">
          <TextField
            label="From"
            name="opensMinute"
            defaultValue={clockOf(hours.opensMinute)}
            hint="As 07:00"
            maxLength={5}
            required
            issues={issues.opensMinute}
            inputClassName="tabular"
          />
          <TextField
            label="To"
            name="closesMinute"
            defaultValue={clockOf(hours.closesMinute)}
            hint="Until 24:00"
            maxLength={5}
            required
            issues={issues.closesMinute}
            inputClassName="tabular"
          />
        </div>
        <Outcome state={state} words={reviewWords} />
        <div>
          <Button type="submit" size="form" disabled={isPending} focusableWhenDisabled>
            {isPending ? "Saving…" : "Save hours"}
          </Button>
        </div>
      </form>
    </Card>
  );
}
