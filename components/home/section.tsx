import type { ReactNode } from "react";

/** A part of the home page under its own heading. */
export function Section({
  title,
  note,
  action,
  children,
}: {
  readonly title: string;
  readonly note?: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="mb-5">
      <div className="mb-2 flex flex-wrap items-baseline gap-2">
        <h2 className="font-semibold text-base">{title}</h2>
        {note === undefined ? null : <span className="tabular text-ink-3">{note}</span>}
        {action === undefined ? null : <span className="ml-auto">{action}</span>}
      </div>
      {children}
    </section>
  );
}
