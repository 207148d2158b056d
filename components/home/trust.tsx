import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { Notice } from "#components/ui/notice";
import { sentenceOf } from "#lib/audit/verdict";
import type { EventView } from "#lib/audit/view";
import { labelOf } from "#lib/audit/vocabulary";
import type { ChainStandingView } from "#lib/checkpoints/view";
import { ago, toneOfStanding, trouble } from "#lib/checkpoints/words";
import { clinicDateTime } from "#lib/dates";

const columns: readonly Column[] = [
  { id: "at", header: "When", className: "whitespace-nowrap" },
  { id: "actor", header: "Who", className: "whitespace-nowrap" },
  { id: "action", header: "What" },
  { id: "patient", header: "Patient", className: "max-w-60 truncate" },
];

/** Whether the audit chain held when it was last walked, and how far it is signed. */
export function ChainStanding({
  standing,
  timeZone,
}: {
  readonly standing: ChainStandingView;
  readonly timeZone: string;
}) {
  const { last, checkpoint, checkpointAge = 0 } = standing;
  if (last === undefined)
    return (
      <Notice tone="warning" title="The audit trail was never verified">
        Verify it from the audit trail page.
      </Notice>
    );
  const worry = last.damage ? undefined : trouble(standing);
  const signed = checkpoint
    ? ` Signed up to ${checkpoint.size.toLocaleString("en-US")}, ${ago(checkpointAge)}.`
    : " Not signed yet.";
  return (
    <Notice
      tone={toneOfStanding[standing.tone]}
      title={last.damage ? "The audit trail is damaged" : "The audit trail was intact"}
    >
      It {last.damage ? "is" : "was"} {sentenceOf(last)}. Last verified{" "}
      {clinicDateTime(last.at, timeZone)} by {last.by}.{signed}
      {worry ? ` ${worry}` : ""}
    </Notice>
  );
}

/** What was refused lately: a wrong permission, or a record that is not there or not theirs. */
export function Denials({
  events,
  timeZone,
}: {
  readonly events: readonly EventView[];
  readonly timeZone: string;
}) {
  const rows = events.map(
    (event): Row => ({
      id: String(event.position),
      label: `${event.actor}, ${labelOf(event.action)}`,
      cells: {
        at: <span className="tabular font-normal">{clinicDateTime(event.at, timeZone)}</span>,
        actor: event.actor,
        action: labelOf(event.action),
        patient: event.patient?.name ?? <span className="text-ink-3">None</span>,
      },
    }),
  );
  return (
    <DataTable
      caption="Refused access"
      columns={columns}
      rows={rows}
      empty={<EmptyState title="Nothing was refused" />}
    />
  );
}
