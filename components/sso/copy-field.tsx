"use client";

import { Check, Copy } from "lucide-react";
import { useId, useRef, useState } from "react";
import { Button } from "#components/ui/button";
import { inputClass } from "#components/ui/input-look";
import { cn } from "#lib/cn";

/** An address to hand on: to read, to select, and to copy with one button that says when it has. */
export function CopyField({
  label,
  hint,
  value,
}: {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
}) {
  const [isCopied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const [id, described] = [useId(), useId()];

  async function copy() {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      // The text is selected, so that the keyboard can copy it where the clipboard is closed to pages.
      setCopied(false);
    }
  }

  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <div className="flex min-w-0 gap-2">
        <input
          ref={field}
          id={id}
          readOnly
          value={value}
          aria-describedby={described}
          className={cn(inputClass, "bg-sunken font-mono text-xs")}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button size="form" onClick={() => void copy()} aria-label={`Copy ${label}`}>
          {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
          {isCopied ? "Copied" : "Copy"}
        </Button>
      </div>
      <p id={described} className="text-ink-3 text-xs">
        {hint}
      </p>
      <span className="sr-only" aria-live="polite">
        {isCopied ? `${label} copied` : ""}
      </span>
    </div>
  );
}
