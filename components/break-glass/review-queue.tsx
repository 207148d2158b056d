import { Chip } from "#components/ui/chip";
import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { reasonWords, type Verdict, verdictWords } from "#lib/break-glass/rules";
import type { QueuedGrantView } from "#lib/break-glass/view";
import { civilDate, clinicDateTime } from "#lib/dates";
import { reviewHref } from "#lib/routes";

const columns: readonly Column[] = [
  { id: "at", header: "Started", className: "whitespace-nowrap" },
  { id: "member", header: "Who", className: "max-w-48" },
  { id: "patient", header: "Patient", className: "max-w-72" },
  { id: "reason", header: "Reason", className: "max-w-64" },
  { id: "state", header: "State", className: "whitespace-nowrap" },
];

const tones: Record<Verdict, "ok" | "critical" | "warning"> = {
  appropriate: "ok",
  inappropriate: "critical",
  follow_up: "warning",
};

/** How an access stands: running, waiting, overdue, or what was found about it. */
export function GrantState({ grant }: { readonly grant: QueuedGrantView }) {
  return (
    <span className="inline-flex flex-wrap gap-1">
      {grant.isLive ? <Chip tone="restricted">Open now</Chip> : null}
      {grant.verdict === undefined ? (
        grant.isOverdue ? (
          <Chip tone="critical">Overdue, member suspended</Chip>
        ) : (
          <Chip tone="warning">Waits for review</Chip>
        )
      ) : (
        <Chip tone={tones[grant.verdict]}>{verdictWords[grant.verdict]}</Chip>
      )}
      {grant.isRepeat ? <Chip tone="neutral">Again within a day</Chip> : null}
    </span>
  );
}

function asRow(grant: QueuedGrantView, timeZone: string): Row {
  const { patient } = grant;
  return {
    id: grant.grantId,
    label: `${grant.member}, ${patient.name}, ${clinicDateTime(grant.startedAt, timeZone)}`,
    href: reviewHref(grant.grantId),
    cells: {
      at: <span className="tabular">{clinicDateTime(grant.startedAt, timeZone)}</span>,
      member: (
        <>
          {grant.member}
          {grant.isOwn ? <span className="text-ink-3"> (you)</span> : null}
        </>
      ),
      patient: (
        <>
          {patient.name}
          {patient.birthDate === undefined ? null : (
            <span className="tabular text-ink-3"> {civilDate(patient.birthDate)}</span>
          )}
        </>
      ),
      reason: reasonWords[grant.reasonCode],
      state: <GrantState grant={grant} />,
    },
  };
}

/** Emergency accesses as rows; opening one leads to its review. */
export function GrantTable({
  caption,
  grants,
  timeZone,
  none,
}: {
  readonly caption: string;
  readonly grants: readonly QueuedGrantView[];
  readonly timeZone: string;
  readonly none: string;
}) {
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={grants.map((grant) => asRow(grant, timeZone))}
      empty={<EmptyState title={none} />}
    />
  );
}
