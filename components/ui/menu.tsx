"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import Link from "next/link";
import type { ComponentProps, ReactElement, ReactNode } from "react";

const itemClass =
  "flex min-h-7 w-full cursor-default items-center gap-2 rounded-control px-2 py-1 text-left outline-none data-highlighted:bg-hover data-disabled:text-ink-3 pointer-coarse:min-h-10 [&_svg]:size-4 [&_svg]:text-ink-3";

/** A menu that opens from `trigger`. Fill it with the other exports of this file. */
export function Menu({
  trigger,
  side = "bottom",
  align = "end",
  children,
}: {
  readonly trigger: ReactElement;
  readonly side?: "top" | "bottom" | "left" | "right";
  readonly align?: "start" | "center" | "end";
  readonly children: ReactNode;
}) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={6} className="z-40 outline-none">
          <Base.Popup className="min-w-52 max-w-80 rounded-card border border-line bg-raised p-1 shadow-popover outline-none">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** An entry that does something. */
export function MenuItem({
  children,
  onSelect,
  disabled = false,
}: {
  readonly children: ReactNode;
  readonly onSelect: () => void;
  readonly disabled?: boolean;
}) {
  return (
    <Base.Item className={itemClass} onClick={onSelect} disabled={disabled}>
      {children}
    </Base.Item>
  );
}

/** An entry that goes somewhere. */
export function MenuLink({
  children,
  href,
}: {
  readonly children: ReactNode;
  readonly href: ComponentProps<typeof Link>["href"];
}) {
  return (
    <Base.LinkItem className={itemClass} closeOnClick render={<Link href={href} />}>
      {children}
    </Base.LinkItem>
  );
}

/** Entries of which one is chosen. */
export function MenuChoices({
  label,
  value,
  onChange,
  choices,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next) => onChange(String(next))}>
      <Base.GroupLabel className="px-2 pt-1.5 pb-1 text-ink-3 text-xs">{label}</Base.GroupLabel>
      {choices.map((choice) => (
        <Base.RadioItem key={choice.value} value={choice.value} className={itemClass} closeOnClick>
          <span className="grid size-4 place-items-center">
            <Base.RadioItemIndicator>
              <Check aria-hidden />
            </Base.RadioItemIndicator>
          </span>
          {choice.label}
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}

/** A line between groups of entries. */
export function MenuLine() {
  return <Base.Separator className="mx-2 my-1 h-px bg-line" />;
}
