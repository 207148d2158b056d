"use client";

import { Field as Base } from "@base-ui/react/field";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "#lib/cn";
import { Field } from "./field.tsx";
import { inputClass } from "./input-look.tsx";

/** One line of text with its label. Paste and password managers work as everywhere. */
export function TextField({
  label,
  hint,
  issues,
  required = false,
  className,
  inputClassName,
  name,
  ...control
}: Omit<ComponentProps<typeof Base.Control>, "className"> & {
  readonly label: ReactNode;
  readonly name: string;
  readonly hint?: ReactNode;
  readonly issues?: readonly string[] | undefined;
  readonly className?: string;
  readonly inputClassName?: string;
}) {
  return (
    <Field
      label={label}
      name={name}
      hint={hint}
      issues={issues}
      required={required}
      {...(className === undefined ? {} : { className })}
    >
      <Base.Control
        name={name}
        aria-required={required || undefined}
        className={cn(inputClass, inputClassName)}
        {...control}
      />
    </Field>
  );
}
