import type { ReactNode } from "react";
import { cn } from "#lib/cn";

/** A titled part of a page. `flush` lets a table reach its edges. Cards do not nest. */
export function Card({
  title,
  note,
  action,
  flush = false,
  headingId,
  className,
  children,
}: {
  readonly title?: ReactNode;
  readonly note?: ReactNode;
  readonly action?: ReactNode;
  readonly flush?: boolean;
  readonly headingId?: string;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <section
      data-card=""
      aria-labelledby={headingId}
      className={cn(
        "min-w-0 rounded-card border border-line bg-raised",
        flush ? "overflow-hidden" : "p-3",
        className,
      )}
    >
      {title === undefined ? null : (
        <div
          className={cn(
            "flex min-w-0 flex-wrap items-baseline gap-x-2",
            flush ? "px-3 pt-2.5 pb-2" : "mb-2",
          )}
        >
          <h2 id={headingId} className="min-w-0 font-semibold text-base">
            {title}
          </h2>
          {note === undefined ? null : <span className="text-ink-3">{note}</span>}
          {action === undefined ? null : <div className="ml-auto shrink-0">{action}</div>}
        </div>
      )}
      {children}
    </section>
  );
}
