"use client";

import { Button } from "#components/ui/button";
import { WordsField } from "#components/ui/words-field";
import type { FormAction } from "#lib/form-state";
import { FormDialog } from "./form-dialog.tsx";
import { disclosureWords } from "./refusal-words.ts";

/** Takes something back that was written down, with the reason; what was written stays readable. */
export function ReasonDialog({
  label,
  about,
  title,
  description,
  done,
  name,
  id,
  action,
}: {
  readonly label: string;
  /** What it is about, for whoever hears the button alone. */
  readonly about: string;
  readonly title: string;
  readonly description: string;
  readonly done: string;
  readonly name: "disclosureId" | "holdId";
  readonly id: string;
  readonly action: FormAction<void>;
}) {
  return (
    <FormDialog
      title={title}
      description={description}
      send={label}
      done={done}
      isGrave
      action={action}
      words={disclosureWords}
      trigger={
        <Button look="quiet" aria-label={`${label}: ${about}`} className="h-6 px-1.5">
          {label}…
        </Button>
      }
      fields={(issues) => (
        <>
          <input type="hidden" name={name} value={id} />
          <WordsField
            label="Reason"
            name="reason"
            maxLength={400}
            required
            issues={issues.reason}
          />
        </>
      )}
    />
  );
}
