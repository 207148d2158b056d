"use client";

import { Check, Plus, X } from "lucide-react";
import { Button } from "./button.tsx";
import { Menu, MenuChoices } from "./menu.tsx";

/** One thing a list can be filtered by, with its possible values. An undefined `value` means it is not applied. */
export interface Filter {
  readonly id: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

/** The filters in force, each a chip that reads "Status is Active" and is taken off with one press, and the ones that may be added. */
export function FilterChips({
  filters,
  onChange,
}: {
  readonly filters: readonly Filter[];
  readonly onChange: (id: string, value: string | undefined) => void;
}) {
  const absent = filters.filter((filter) => filter.value === undefined);
  return (
    <>
      {filters.map((filter) => {
        const chosen = filter.choices.find((choice) => choice.value === filter.value);
        return chosen === undefined ? null : (
          <Button
            key={filter.id}
            aria-label={`${filter.label} is ${chosen.label}: take off this filter`}
            onClick={() => onChange(filter.id, undefined)}
            className="border-transparent bg-selected"
          >
            <span>
              {filter.label} is {chosen.label}
            </span>
            <X aria-hidden className="size-3.5!" />
          </Button>
        );
      })}
      {absent.length === 0 ? null : (
        <Menu
          align="start"
          trigger={
            <Button className="print:hidden">
              <Plus aria-hidden /> Filter
            </Button>
          }
        >
          {absent.map((filter) => (
            <MenuChoices
              key={filter.id}
              label={filter.label}
              value=""
              choices={filter.choices}
              onChange={(value) => onChange(filter.id, value)}
            />
          ))}
        </Menu>
      )}
    </>
  );
}

/** A filter that is on or off. */
export function FilterToggle({
  label,
  isOn,
  onChange,
}: {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  return (
    <Button
      aria-pressed={isOn}
      onClick={() => onChange(!isOn)}
      className={isOn ? "border-accent bg-selected text-accent" : "print:hidden"}
    >
      {isOn ? <Check aria-hidden /> : null}
      {label}
    </Button>
  );
}
