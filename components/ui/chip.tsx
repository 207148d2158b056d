import type { ReactNode } from "react";
import { cn } from "#lib/cn";

/**
 * What a colour means, everywhere: critical is clinical danger, denial or destruction; warning needs
 * attention; ok is confirmed normal, paid or verified; info is information; restricted is restricted
 * or emergency access only; neutral is inactive.
 */
export type Tone = "critical" | "warning" | "ok" | "info" | "neutral" | "restricted";

const tones: Record<Tone, string> = {
  critical: "bg-critical-bg text-critical",
  warning: "bg-warning-bg text-warning",
  ok: "bg-ok-bg text-ok",
  info: "bg-info-bg text-info",
  neutral: "bg-neutral-bg text-neutral",
  restricted: "bg-restricted-bg text-restricted",
};

/** A short state in words; its colour only repeats what the words say. */
export function Chip({
  tone,
  children,
  title,
  className,
}: {
  readonly tone: Tone;
  readonly children: ReactNode;
  readonly title?: string;
  readonly className?: string;
}) {
  return (
    <span
      title={title}
      className={cn(
        "inline-flex max-w-full items-center gap-1 rounded-chip px-1.5 py-px font-medium text-xs leading-[1.125rem]",
        tones[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
