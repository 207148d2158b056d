"use client";

import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { Select } from "#components/ui/select";
import { TextField } from "#components/ui/text-field";
import { WordsField } from "#components/ui/words-field";
import { agencies, purposeLabels } from "#lib/disclosures/rules";
import type { FormAction } from "#lib/form-state";
import { FormDialog } from "./form-dialog.tsx";
import { disclosureWords } from "./refusal-words.ts";

const kinds = agencies.map((value) => ({ value, label: purposeLabels[value] }));
const ways = [
  { value: "no", label: "In writing" },
  { value: "yes", label: "By word of mouth" },
];

/** Holds back what went to a kind of agency, on its word that telling the patient would impede it. */
export function HoldDialog({
  patientId,
  holdId,
  today,
  action,
}: {
  readonly patientId: string;
  readonly holdId: string;
  readonly today: string;
  readonly action: FormAction<{ holdId: string }>;
}) {
  return (
    <FormDialog
      title="Hold back part of the accounting"
      description="An agency may ask that the patient is not told for a time (164.528(a)(2)). What went to it is left out of the accounting until the day you set."
      send="Hold back"
      done="The accounting is held back"
      isGrave
      action={action}
      words={disclosureWords}
      trigger={<Button>Hold back…</Button>}
      fields={(issues) => (
        <>
          <input type="hidden" name="holdId" value={holdId} />
          <input type="hidden" name="patientId" value={patientId} />
          <div className="grid grid-cols-2 gap-3">
            <Field label="Kind of agency" name="agency" required issues={issues.agency}>
              <Select
                label="Kind of agency"
                name="agency"
                choices={kinds}
                defaultValue="law_enforcement"
              />
            </Field>
            <Field label="How they asked" name="isOral" required issues={issues.isOral}>
              <Select label="How they asked" name="isOral" choices={ways} defaultValue="no" />
            </Field>
          </div>
          <TextField
            label="Until"
            name="endsOn"
            type="date"
            min={today}
            hint="This day included. Asked by word of mouth: thirty days at most"
            required
            issues={issues.endsOn}
          />
          <WordsField
            label="Who asked, and why"
            name="statement"
            maxLength={1_000}
            required
            issues={issues.statement}
          />
        </>
      )}
    />
  );
}
