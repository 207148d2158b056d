import { Chip, type Tone } from "#components/ui/chip";
import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { clinicDate, clinicTime } from "#lib/dates";
import type { BookedVisitView } from "#lib/home/view";
import { chartHref } from "#lib/routes";

const states: Readonly<Record<string, readonly [string, Tone]>> = {
  booked: ["Booked", "neutral"],
  confirmed: ["Confirmed", "info"],
  arrived: ["Arrived", "warning"],
  in_room: ["In room", "info"],
  done: ["Done", "ok"],
  no_show: ["No show", "neutral"],
};

const kinds: Readonly<Record<string, string>> = {
  telehealth: "Video",
  in_person: "Office",
  phone: "Phone",
};

const columns: readonly Column[] = [
  { id: "time", header: "Time", className: "whitespace-nowrap" },
  { id: "status", header: "Status", className: "whitespace-nowrap" },
  { id: "patient", header: "Patient", className: "min-w-44" },
  { id: "reason", header: "Reason", className: "w-1/3 min-w-32 py-1" },
  { id: "practitioner", header: "With", className: "min-w-36 py-1" },
];

function rowOf(visit: BookedVisitView, timeZone: string, withDate: boolean): Row {
  const [word, tone] = states[visit.status] ?? [visit.status, "neutral"];
  const time = clinicTime(visit.startsAt, timeZone);
  return {
    id: visit.id,
    label: `${time}, ${visit.patientName}, ${visit.patientDetails}`,
    href: chartHref(visit.patientId),
    cells: {
      time: (
        <span className="tabular font-normal">
          {withDate ? `${clinicDate(visit.startsAt, timeZone)} ` : ""}
          {time}
        </span>
      ),
      patient: (
        <span className="block py-1">
          <span className="flex items-center gap-1.5 font-medium">
            {visit.patientName}
            {visit.isRestricted ? <Chip tone="restricted">Restricted</Chip> : null}
          </span>
          <span className="tabular block whitespace-nowrap text-ink-2 text-xs">
            {visit.patientDetails}
          </span>
        </span>
      ),
      reason: [kinds[visit.kind] ?? visit.kind, visit.reason].filter(Boolean).join(" · "),
      practitioner: visit.practitioner ?? <span className="text-ink-3">Nobody yet</span>,
      status: <Chip tone={tone}>{word}</Chip>,
    },
  };
}

/** Booked visits by time; a row opens the patient's chart. */
export function VisitTable({
  caption,
  visits,
  timeZone,
  withDate = false,
  none,
}: {
  readonly caption: string;
  readonly visits: readonly BookedVisitView[];
  readonly timeZone: string;
  readonly withDate?: boolean;
  readonly none: string;
}) {
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={visits.map((visit) => rowOf(visit, timeZone, withDate))}
      empty={<EmptyState title={none} />}
    />
  );
}
