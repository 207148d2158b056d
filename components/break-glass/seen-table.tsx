import { Chip } from "#components/ui/chip";
import { type Column, DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { localTime } from "#lib/audit/event-text";
import { labelOf } from "#lib/audit/vocabulary";
import type { SeenEventView } from "#lib/break-glass/view";

const columns: readonly Column[] = [
  { id: "at", header: "When", className: "whitespace-nowrap" },
  { id: "action", header: "What" },
  { id: "outcome", header: "Outcome", className: "whitespace-nowrap" },
];

/** What the trail says was done with the patient's record while the access ran. */
export function SeenTable({
  seen,
  timeZone,
}: {
  readonly seen: readonly SeenEventView[];
  readonly timeZone: string;
}) {
  return (
    <DataTable
      caption="What was done under this access"
      columns={columns}
      rows={seen.map((event) => ({
        id: event.eventId,
        label: labelOf(event.action),
        cells: {
          at: <span className="tabular">{localTime(event.at, timeZone)}</span>,
          action: labelOf(event.action),
          outcome:
            event.outcome === "success" ? (
              "Success"
            ) : (
              <Chip tone="critical">{event.outcome === "denied" ? "Denied" : "Failed"}</Chip>
            ),
        },
      }))}
      empty={<EmptyState title="Nothing of the chart was looked at" />}
    />
  );
}
