import type { ReactNode } from "react";

/** The title of a page with what can be done on it at the right. */
export function PageHeading({
  title,
  note,
  children,
}: {
  readonly title: ReactNode;
  readonly note?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <div className="mb-3 flex min-h-7 flex-wrap items-center gap-x-2 gap-y-2">
      <h1 tabIndex={-1} className="min-w-0 font-semibold text-xl outline-none">
        {title}
      </h1>
      {note === undefined ? null : <span className="tabular text-ink-3">{note}</span>}
      {children === undefined ? null : (
        <div className="ml-auto flex flex-wrap items-center gap-2 print:hidden">{children}</div>
      )}
    </div>
  );
}
