"use client";

import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import { useSyncExternalStore } from "react";
import { cn } from "#lib/cn";
import { inputClass } from "./input-look.tsx";

/** One of a list of choices. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

interface SelectProps {
  readonly label: string;
  readonly name?: string;
  readonly choices: readonly Choice[];
  readonly value?: string;
  readonly defaultValue?: string;
  readonly onChange?: (value: string) => void;
  readonly className?: string;
}

const never = () => () => undefined;

/**
 * A choice of one from a short list; by keyboard, typing a letter goes to what begins with it. The
 * library hides its form field by a style attribute, which no page of ours may be sent with: until the
 * browser has taken over, the same look is drawn without it.
 */
export function Select(props: SelectProps) {
  const isInBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return isInBrowser ? <LiveSelect {...props} /> : <Drawn {...props} />;
}

function Drawn({ label, name, choices, value, defaultValue, className }: SelectProps) {
  const chosen = value ?? defaultValue;
  return (
    <>
      <button
        type="button"
        disabled
        aria-label={label}
        className={cn(
          inputClass,
          "flex cursor-default items-center justify-between gap-2",
          className,
        )}
      >
        <span className="truncate">{choices.find((each) => each.value === chosen)?.label}</span>
        <ChevronsUpDown aria-hidden className="size-3.5 text-ink-3" />
      </button>
      {name === undefined ? null : <input type="hidden" name={name} value={chosen ?? ""} />}
    </>
  );
}

function LiveSelect({
  label,
  name,
  choices,
  value,
  defaultValue,
  onChange,
  className,
}: SelectProps) {
  return (
    <Base.Root
      items={choices as Choice[]}
      {...(name === undefined ? {} : { name })}
      {...(value === undefined ? {} : { value })}
      {...(defaultValue === undefined ? {} : { defaultValue })}
      onValueChange={(next) => {
        if (typeof next === "string") onChange?.(next);
      }}
    >
      <Base.Trigger
        aria-label={label}
        className={cn(
          inputClass,
          "flex cursor-default items-center justify-between gap-2",
          className,
        )}
      >
        <Base.Value className="truncate" />
        <Base.Icon>
          <ChevronsUpDown aria-hidden className="size-3.5 text-ink-3" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner
          sideOffset={4}
          alignItemWithTrigger={false}
          className="z-[58] outline-none"
        >
          <Base.Popup className="max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto rounded-card border border-line bg-raised p-1 shadow-popover outline-none">
            <Base.List>
              {choices.map((choice) => (
                <Base.Item
                  key={choice.value}
                  value={choice.value}
                  className="flex h-7 cursor-default items-center gap-2 rounded-control pr-3 pl-2 outline-none data-highlighted:bg-hover pointer-coarse:h-10"
                >
                  <span className="grid size-4 place-items-center">
                    <Base.ItemIndicator>
                      <Check aria-hidden className="size-3.5" />
                    </Base.ItemIndicator>
                  </span>
                  <Base.ItemText>{choice.label}</Base.ItemText>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
