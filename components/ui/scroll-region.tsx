/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard */
import type { ReactNode } from "react";
import { cn } from "#lib/cn";

/** A part that scrolls on its own, so that the page never does sideways. It is named, and reachable by keyboard. */
export function ScrollRegion({
  label,
  className,
  children,
}: {
  readonly label: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
      tabIndex={0}
      aria-label={label}
      className={cn("scroll-region -outline-offset-2", className)}
    >
      {children}
    </section>
  );
}
