import type { ReactNode } from "react";
import { cn } from "#lib/cn";

/** A key to press, as drawn on it. */
export function Kbd({
  children,
  className,
}: {
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <kbd
      className={cn(
        "rounded-chip border border-line bg-canvas px-1 font-medium font-sans text-2xs text-ink-3 leading-[1.125rem]",
        className,
      )}
    >
      {children}
    </kbd>
  );
}
