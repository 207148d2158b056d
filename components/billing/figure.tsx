import type { ReactNode } from "react";

/** A number of a dashboard with the words that say what it counts. */
export function Figure({
  label,
  value,
  note,
}: {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
}) {
  return (
    <div className="flex min-w-0 flex-col rounded-card border border-line bg-raised px-3 py-2.5">
      <dt className="text-ink-2">{label}</dt>
      <dd className="tabular order-first font-semibold text-2xl">{value}</dd>
      {note === undefined ? null : <dd className="tabular text-ink-3">{note}</dd>}
    </div>
  );
}
