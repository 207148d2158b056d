"use client";

import { Field as Base } from "@base-ui/react/field";
import type { ReactNode } from "react";
import { cn } from "#lib/cn";

/** A label above a control, a hint below it, and what is wrong with it, each tied to the control for a screen reader. */
export function Field({
  label,
  name,
  hint,
  issues,
  required = false,
  className,
  children,
}: {
  readonly label: ReactNode;
  readonly name?: string;
  readonly hint?: ReactNode;
  readonly issues?: readonly string[] | undefined;
  readonly required?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const invalid = issues !== undefined && issues.length > 0;
  return (
    <Base.Root
      {...(name === undefined ? {} : { name })}
      invalid={invalid}
      className={cn("flex min-w-0 flex-col items-stretch gap-1", className)}
    >
      <Base.Label className="font-medium">
        {label}
        {required ? <span className="ml-1 font-normal text-ink-3">required</span> : null}
      </Base.Label>
      {children}
      {hint === undefined ? null : (
        <Base.Description className="text-ink-3 text-xs">{hint}</Base.Description>
      )}
      {invalid ? (
        <Base.Error match={true} className="font-medium text-critical text-xs">
          {issues.join(" ")}
        </Base.Error>
      ) : null}
    </Base.Root>
  );
}
