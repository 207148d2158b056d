import { Chip } from "#components/ui/chip";
import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import type { ProbeView } from "#lib/compliance/view";
import { clinicDateTime } from "#lib/dates";
import { probeStanding } from "./probe-words.ts";

const columns: readonly Column[] = [
  { id: "at", header: "When", className: "tabular whitespace-nowrap" },
  { id: "by", header: "Asked for by" },
  { id: "outcome", header: "Outcome", className: "whitespace-nowrap" },
  { id: "attempts", header: "Attempts", align: "end" },
  { id: "unexpected", header: "Unexpected", align: "end" },
  { id: "tables", header: "Tables", align: "end", className: "max-lg:hidden" },
  { id: "roles", header: "Roles", align: "end", className: "max-lg:hidden" },
  { id: "time", header: "Took", align: "end" },
  { id: "catalog", header: "Catalog", className: "max-lg:hidden" },
];

const number = (count: number) => count.toLocaleString("en-US");

function asRow(probe: ProbeView, timeZone: string): Row {
  const { id, finishedAt, requestedAt, requestedBy } = probe;
  const isBroken = probeStanding(probe) === "broken";
  const done = (shown: string) => (finishedAt === null ? null : shown);
  return {
    id,
    label: `Probe of ${clinicDateTime(finishedAt ?? requestedAt, timeZone)}`,
    cells: {
      at: (
        <span className="font-normal">{clinicDateTime(finishedAt ?? requestedAt, timeZone)}</span>
      ),
      by: requestedBy ?? <span className="text-ink-3">On schedule</span>,
      outcome:
        finishedAt === null ? (
          <Chip tone="info">Under way</Chip>
        ) : isBroken ? (
          <Chip tone="critical">Does not hold</Chip>
        ) : probe.undecided > 0 ? (
          <Chip tone="warning">Undecided in part</Chip>
        ) : (
          <Chip tone="ok">Held</Chip>
        ),
      attempts: done(number(probe.attempts)),
      unexpected: done(number(probe.unexpected)),
      tables: done(number(probe.tables)),
      roles: done(number(probe.roles)),
      time: done(`${(probe.milliseconds / 1_000).toFixed(1)} s`),
      catalog: <code className="code-text text-xs">{probe.catalog}</code>,
    },
  };
}

/** The probes of the clinic, newest first. The word for the catalog changes when anything about access does. */
export function ProbeHistory({
  probes,
  timeZone,
}: {
  readonly probes: readonly ProbeView[];
  readonly timeZone: string;
}) {
  return (
    <DataTable
      caption="Isolation probes"
      columns={columns}
      rows={probes.map((probe) => asRow(probe, timeZone))}
      empty={<EmptyState title="The clinic was not probed yet" />}
    />
  );
}
