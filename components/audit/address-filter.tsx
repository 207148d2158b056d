"use client";

import { useId, useState } from "react";
import { inputClass } from "#components/ui/input-look";
import { typedNetwork } from "#lib/audit/network";
import { cn } from "#lib/cn";

/**
 * Narrows the trail to where events came from: an IP address or a range. What cannot be read as one is said beside
 * the field, stays in it, and changes nothing else.
 */
export function AddressFilter({
  value,
  issue,
  onChange,
}: {
  readonly value: string;
  /** What is wrong with `value`, where the address of the page brought it. */
  readonly issue: string | undefined;
  readonly onChange: (address: string | null) => void;
}) {
  const [typed, setTyped] = useState(value);
  const [fault, setFault] = useState(issue);
  const faultId = useId();
  const apply = () => {
    const text = typed.trim();
    if (text === value && fault === undefined) return;
    const parsed = typedNetwork.safeParse(text);
    if (text === "") onChange(null);
    else if (parsed.success) onChange(parsed.data);
    setFault(text === "" || parsed.success ? undefined : parsed.error.issues[0]?.message);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
      className="flex flex-wrap items-center gap-1.5"
    >
      <label className="flex items-center gap-1.5">
        <span className="text-ink-2">IP address</span>
        <input
          type="text"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={apply}
          placeholder="or range"
          aria-invalid={fault !== undefined || undefined}
          aria-describedby={fault === undefined ? undefined : faultId}
          autoComplete="off"
          spellCheck={false}
          maxLength={60}
          className={cn(inputClass, "h-7 w-36")}
        />
      </label>
      {fault === undefined ? null : (
        <span id={faultId} role="alert" className="text-critical">
          {fault}
        </span>
      )}
    </form>
  );
}
