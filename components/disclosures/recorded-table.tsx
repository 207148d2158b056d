import { Chip } from "#components/ui/chip";
import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { civilDate } from "#lib/dates";
import { purposeLabels } from "#lib/disclosures/rules";
import type { RecordedDisclosure } from "#lib/disclosures/view";
import type { FormAction } from "#lib/form-state";
import { ReasonDialog } from "./reason-dialog.tsx";

const top = "align-top py-1.5";
const columns: readonly Column[] = [
  { id: "on", header: "Day", className: `${top} tabular whitespace-nowrap` },
  { id: "recipient", header: "Who received it", className: `${top} max-w-72` },
  { id: "what", header: "What, and what for", className: `${top} max-w-96` },
  { id: "by", header: "Recorded by", className: `${top} max-lg:hidden` },
  { id: "state", header: "State", className: top },
  { id: "step", header: "Step", isHeaderHidden: true, className: `${top} text-right` },
];

/** What was recorded by hand, with what was wrong about it and what a hold keeps back. */
export function RecordedTable({
  recorded,
  withdraw,
}: {
  readonly recorded: readonly RecordedDisclosure[];
  readonly withdraw: FormAction<void>;
}) {
  const rows = recorded.toReversed().map(
    (entry): Row => ({
      id: entry.id,
      label: `${civilDate(entry.on)}, ${entry.recipient}`,
      isMuted: entry.withdrawn !== undefined,
      cells: {
        on: <span className="font-normal">{civilDate(entry.on)}</span>,
        recipient: (
          <>
            {entry.recipient}
            <span className="block whitespace-pre-line text-ink-3">{entry.address}</span>
          </>
        ),
        what: (
          <>
            {entry.description}
            <span className="block text-ink-3">
              {purposeLabels[entry.purpose]}
              {entry.basis === undefined ? "" : `: ${entry.basis}`}
            </span>
          </>
        ),
        by: entry.recordedBy,
        state: <State entry={entry} />,
        step:
          entry.withdrawn === undefined ? (
            <ReasonDialog
              label="Entered in error"
              about={`${civilDate(entry.on)}, ${entry.recipient}`}
              title="Mark as entered in error?"
              description="It leaves the accounting. What was recorded stays readable here, with your reason."
              done="Marked as entered in error"
              name="disclosureId"
              id={entry.id}
              action={withdraw}
            />
          ) : null,
      },
    }),
  );
  return (
    <DataTable
      caption="Recorded by hand"
      columns={columns}
      rows={rows}
      empty={<EmptyState title="Nothing was recorded by hand in this period" />}
    />
  );
}

function State({ entry }: { readonly entry: RecordedDisclosure }) {
  if (entry.withdrawn !== undefined)
    return (
      <>
        <Chip tone="neutral">Entered in error</Chip>
        <span className="block">{entry.withdrawn}</span>
      </>
    );
  if (entry.isHeld) return <Chip tone="restricted">Held back</Chip>;
  return <Chip tone="ok">Recorded</Chip>;
}
