import { CircleAlert, CircleCheck, Info, ShieldAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#lib/cn";
import type { Tone } from "./chip.tsx";

const looks: Record<Tone, readonly [string, typeof Info]> = {
  critical: ["bg-critical-bg text-critical", CircleAlert],
  warning: ["bg-warning-bg text-warning", TriangleAlert],
  ok: ["bg-ok-bg text-ok", CircleCheck],
  info: ["bg-info-bg text-info", Info],
  neutral: ["bg-neutral-bg text-neutral", Info],
  restricted: ["bg-restricted-bg text-restricted", ShieldAlert],
};

/** Something the reader of this page has to know, across its width. `live` announces one that appears later. */
export function Notice({
  tone,
  title,
  children,
  live = false,
  className,
}: {
  readonly tone: Tone;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly live?: boolean;
  readonly className?: string;
}) {
  const [colors, Icon] = looks[tone];
  return (
    <div
      role={live ? "alert" : undefined}
      className={cn("flex gap-2 rounded-card px-3 py-2", colors, className)}
    >
      <Icon aria-hidden className="mt-px size-4 shrink-0" />
      <div className="min-w-0">
        <p className="font-medium">{title}</p>
        {children === undefined ? null : <div className="text-ink-2">{children}</div>}
      </div>
    </div>
  );
}
