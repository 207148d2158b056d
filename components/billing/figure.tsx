import type { Route } from "next";
import type { ReactNode } from "react";
import { TextLink } from "#components/ui/text-link";

/** A number of a dashboard with the words that say what it counts, which lead to what was counted. */
export function Figure({
  label,
  value,
  note,
  href,
}: {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  readonly href?: Route;
}) {
  return (
    <div className="flex min-w-0 flex-col rounded-card border border-line bg-raised px-3 py-2.5">
      <dt className="text-ink-2">
        {href === undefined ? label : <TextLink href={href}>{label}</TextLink>}
      </dt>
      <dd className="tabular order-first font-semibold text-2xl">{value}</dd>
      {note === undefined ? null : <dd className="tabular text-ink-3">{note}</dd>}
    </div>
  );
}
