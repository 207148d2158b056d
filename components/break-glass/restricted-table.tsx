import { type Column, DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { categoriesShown } from "#lib/break-glass/rules";
import type { RestrictedPatientView } from "#lib/break-glass/view";
import { civilDate, clinicDate } from "#lib/dates";
import { restrictionHref } from "#lib/routes";

const columns: readonly Column[] = [
  { id: "name", header: "Patient", className: "max-w-72" },
  { id: "born", header: "Born", className: "whitespace-nowrap" },
  { id: "what", header: "Restricted", className: "max-w-72" },
  { id: "team", header: "Care team", align: "end", className: "tabular whitespace-nowrap" },
  { id: "since", header: "Since", className: "tabular whitespace-nowrap" },
];

/** Everyone whose chart, or part of it, is restricted. Opening a row leads to the restriction, never to the chart. */
export function RestrictedTable({
  restricted,
  timeZone,
}: {
  readonly restricted: readonly RestrictedPatientView[];
  readonly timeZone: string;
}) {
  return (
    <DataTable
      fill
      caption="Restricted patients"
      columns={columns}
      rows={restricted.map(({ patient, categories, since, team }) => ({
        id: patient.patientId,
        label: patient.name,
        href: restrictionHref(patient.patientId),
        cells: {
          name: patient.name,
          born: patient.birthDate === undefined ? "Not recorded" : civilDate(patient.birthDate),
          what: categoriesShown(categories),
          team: team === 0 ? "Nobody" : String(team),
          since: clinicDate(since, timeZone),
        },
      }))}
      empty={
        <EmptyState title="No chart is restricted">
          To restrict one, choose the patient above, or Restrict in the banner of their chart.
        </EmptyState>
      }
    />
  );
}
