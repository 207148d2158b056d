"use client";

import { Plus } from "lucide-react";
import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { Select } from "#components/ui/select";
import { TextField } from "#components/ui/text-field";
import { WordsField } from "#components/ui/words-field";
import { purposeLabels, purposes } from "#lib/disclosures/rules";
import type { FormAction } from "#lib/form-state";
import { FormDialog } from "./form-dialog.tsx";
import { disclosureWords } from "./refusal-words.ts";

const choices = purposes.map((value) => ({ value, label: purposeLabels[value] }));

/** Records a disclosure that left no trace here: to whom, on which day, what and what for. */
export function RecordDialog({
  patientId,
  disclosureId,
  today,
  action,
}: {
  readonly patientId: string;
  readonly disclosureId: string;
  readonly today: string;
  readonly action: FormAction<{ disclosureId: string }>;
}) {
  return (
    <FormDialog
      title="Record a disclosure"
      description="Made by mail, by telephone or by hand. What is recorded stays: an error is marked as one, with its reason."
      send="Record disclosure"
      done="Disclosure recorded"
      action={action}
      words={disclosureWords}
      trigger={
        <Button look="primary">
          <Plus aria-hidden /> Record disclosure
        </Button>
      }
      fields={(issues) => (
        <>
          <input type="hidden" name="disclosureId" value={disclosureId} />
          <input type="hidden" name="patientId" value={patientId} />
          <div className="grid grid-cols-2 gap-3">
            <TextField
              label="Day"
              name="disclosedOn"
              type="date"
              defaultValue={today}
              max={today}
              required
              issues={issues.disclosedOn}
            />
            <Field label="Purpose" name="purpose" required issues={issues.purpose}>
              <Select
                label="Purpose"
                name="purpose"
                choices={choices}
                defaultValue="required_by_law"
              />
            </Field>
          </div>
          <TextField
            label="Who received it"
            name="recipient"
            autoComplete="off"
            maxLength={200}
            required
            issues={issues.recipient}
          />
          <TextField
            label="Address"
            name="address"
            hint="If it is known"
            autoComplete="off"
            maxLength={400}
            issues={issues.address}
          />
          <WordsField
            label="What was disclosed"
            name="description"
            hint="In brief: which part of the record, of which time"
            maxLength={1_000}
            required
            issues={issues.description}
          />
          <WordsField
            label="Basis"
            name="basis"
            hint="The law, order or written request behind it"
            rows={2}
            maxLength={400}
            issues={issues.basis}
          />
        </>
      )}
    />
  );
}
