"use client";

import { Field as Base } from "@base-ui/react/field";
import { Field } from "#components/ui/field";
import { inputClass } from "#components/ui/input-look";
import { cn } from "#lib/cn";

/** A few lines of text with their label. */
export function WordsField({
  label,
  name,
  hint,
  rows = 3,
  maxLength,
  required = false,
  defaultValue,
  issues,
}: {
  readonly label: string;
  readonly name: string;
  readonly hint?: string;
  readonly rows?: number;
  readonly maxLength: number;
  readonly required?: boolean;
  readonly defaultValue?: string;
  readonly issues?: readonly string[] | undefined;
}) {
  return (
    <Field
      label={label}
      name={name}
      issues={issues}
      required={required}
      {...(hint === undefined ? {} : { hint })}
    >
      <Base.Control
        name={name}
        maxLength={maxLength}
        {...(defaultValue === undefined ? {} : { defaultValue })}
        aria-required={required || undefined}
        className={cn(inputClass, "h-auto py-1.5")}
        render={<textarea rows={rows} />}
      />
    </Field>
  );
}
