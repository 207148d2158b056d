"use client";

import { UsersRound } from "lucide-react";
import type { ReactNode } from "react";
import { type Column, DataTable, type Row, type Sort } from "#components/ui/data-table";
import { civilDate, clinicDate } from "#lib/dates";
import type { PatientRowView } from "#lib/patients/view";
import { sexShown } from "#lib/person-name";
import { chartHref } from "#lib/routes";
import { PatientChips } from "./patient-chips.tsx";
import { detailsOf, nameOf } from "./patient-words.tsx";

const columns: readonly Column[] = [
  { id: "name", header: "Name", isSortable: true, className: "w-2/5 min-w-44 max-w-0" },
  { id: "born", header: "Born", className: "whitespace-nowrap" },
  { id: "sex", header: "Sex", className: "whitespace-nowrap" },
  { id: "mrn", header: "MRN", className: "whitespace-nowrap" },
  { id: "last-visit", header: "Last visit", isSortable: true, className: "whitespace-nowrap" },
  { id: "next-visit", header: "Next visit", className: "whitespace-nowrap" },
];

function Born({ patient }: { readonly patient: PatientRowView }) {
  if (patient.birthDate === undefined) return <span className="text-ink-3">Not recorded</span>;
  return (
    <span className="tabular">
      {civilDate(patient.birthDate)}{" "}
      {patient.age === undefined ? null : <span className="text-ink-3">({patient.age})</span>}
    </span>
  );
}

function Name({ patient }: { readonly patient: PatientRowView }) {
  return (
    <span className="flex min-w-0 items-center gap-1.5 py-1">
      <span className="min-w-0 text-pretty">{nameOf(patient)}</span>
      {patient.hasNamesake ? (
        <span
          className="inline-flex shrink-0 text-warning"
          title="Another patient has this name: check birth date and MRN"
        >
          <UsersRound aria-hidden className="size-3.5" />
          <span className="sr-only">, another patient has this name</span>
        </span>
      ) : null}
      <PatientChips {...patient} />
    </span>
  );
}

/** What a restriction keeps back: neither none nor not recorded. */
function Withheld() {
  return <span className="text-ink-3">Withheld</span>;
}

function rowOf(patient: PatientRowView, timeZone: string): Row {
  const day = (instant: string | undefined) => (
    <span className="tabular">
      {instant === undefined ? (
        <span className="text-ink-3">None</span>
      ) : (
        clinicDate(instant, timeZone)
      )}
    </span>
  );
  return {
    id: patient.id,
    label: `${nameOf(patient)}, ${detailsOf(patient)}`,
    href: chartHref(patient.id),
    isMuted: patient.status !== "active",
    cells: {
      name: <Name patient={patient} />,
      born: <Born patient={patient} />,
      sex: patient.isClosed ? <Withheld /> : sexShown(patient.sex),
      mrn: patient.isClosed ? <Withheld /> : <span className="code-text">{patient.mrn}</span>,
      "last-visit": patient.isClosed ? <Withheld /> : day(patient.lastVisitAt),
      "next-visit": patient.isClosed ? <Withheld /> : day(patient.nextVisitAt),
    },
  };
}

/** Patients as rows: enough on each to tell two of one name apart. */
export function PatientTable({
  caption,
  patients,
  timeZone,
  ...rest
}: {
  readonly caption: string;
  readonly patients: readonly PatientRowView[];
  readonly timeZone: string;
  readonly sort?: Sort | undefined;
  readonly onSort?: (column: string) => void;
  readonly busy?: boolean;
  readonly empty?: ReactNode;
  readonly footer?: ReactNode;
}) {
  return (
    <DataTable
      fill
      caption={caption}
      columns={columns}
      rows={patients.map((patient) => rowOf(patient, timeZone))}
      {...rest}
    />
  );
}
