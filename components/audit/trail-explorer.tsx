"use client";

import { X } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { ExportDialog } from "#components/exports/export-dialog";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { type Filter, FilterChips, FilterToggle } from "#components/ui/filter-chips";
import { inputClass } from "#components/ui/input-look";
import { roleChoices, roleOf } from "#lib/audit/event-text";
import { groupLabels } from "#lib/audit/groups";
import { type ExportFormat, exportFormats, readFilters, type TrailFilters } from "#lib/audit/input";
import { purposeOf, purposes } from "#lib/audit/purposes";
import type { SavedView, TrailMemberView, TrailView } from "#lib/audit/view";
import { actionLabels, outcomes } from "#lib/audit/vocabulary";
import { cn } from "#lib/cn";
import { AddressFilter } from "./address-filter.tsx";
import { EventTable } from "./event-table.tsx";
import { type ChosenPatient, PatientFilter } from "./patient-filter.tsx";
import { SavedViews, type ViewActions } from "./saved-views.tsx";
import { trailState } from "./trail-state.tsx";
import { useEventPages } from "./use-event-pages.tsx";

const outcomeWords = { success: "Success", denied: "Denied", failed: "Failed" } as const;
const nothing = {
  member: null,
  patient: null,
  action: null,
  group: null,
  role: null,
  outcome: null,
  purpose: null,
  address: null,
  glass: null,
  grant: null,
  from: null,
  to: null,
  rows: null,
};

/** The clinic's audit trail with its filters. They stay in the address; a patient is an id there and a name only on the screen. */
export function TrailExplorer({
  tenantId,
  timeZone,
  members,
  first,
  views,
  actions,
}: {
  readonly tenantId: string;
  readonly timeZone: string;
  readonly members: readonly TrailMemberView[];
  readonly first: { readonly filters: TrailFilters; readonly trail: TrailView };
  readonly views: readonly SavedView[];
  readonly actions: ViewActions;
}) {
  const [state, setState] = useQueryStates(trailState, { history: "push", scroll: false });
  const [chosen, setChosen] = useState<ChosenPatient>();
  const given = Object.entries(state).filter(([, value]) => value !== null);
  const { filters, issues } = readFilters(Object.fromEntries(given));
  const pages = useEventPages({
    tenantId,
    path: "/api/audit/trail",
    question: filters,
    first: { question: first.filters, trail: first.trail },
  });

  const patient =
    filters.patient === undefined
      ? undefined
      : {
          id: filters.patient,
          name:
            (chosen?.id === filters.patient ? chosen.name : pages.trail.patientName) ??
            "one patient",
        };

  const { patient: _patient, grant: _grant, ...kept } = filters;
  const predicates = new URLSearchParams(
    Object.entries(kept).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  ).toString();

  return (
    <>
      <SavedViews
        views={views}
        predicates={predicates}
        actions={actions}
        onOpen={(view) => {
          setChosen(undefined);
          void setState({ ...nothing, ...stateOf(view) });
        }}
      >
        <ExportDialog
          title="Export the audit trail"
          tenantId={tenantId}
          holdsPhi
          choices={exportFormats.map((format) => ({
            label: formatWords[format],
            path: "/api/audit/trail/export",
            what: { ...filters, format },
          }))}
        >
          <p className="text-ink-2">
            All events as they are narrowed now, newest first, with the names of patients where an
            event is about one. Values of fields stay sealed.
          </p>
        </ExportDialog>
      </SavedViews>
      <div className="mb-2.5 flex flex-wrap items-center gap-1.5">
        <FilterChips
          filters={filtersOf(filters, members)}
          onChange={(id, value) => void setState({ [id]: value ?? null })}
        />
        <PatientFilter
          tenantId={tenantId}
          chosen={patient}
          onChange={(next) => {
            setChosen(next);
            void setState({ patient: next?.id ?? null });
          }}
        />
        <AddressFilter
          key={state.address ?? ""}
          value={state.address ?? ""}
          issue={issues.address}
          onChange={(address) => void setState({ address })}
        />
        <Day label="From" value={filters.from} onChange={(from) => void setState({ from })} />
        <Day label="To" value={filters.to} onChange={(to) => void setState({ to })} />
        <FilterToggle
          label="Row changes"
          isOn={filters.rows === true}
          onChange={(rows) => void setState({ rows: rows ? true : null })}
        />
        <FilterToggle
          label="Under break-glass"
          isOn={filters.glass === true}
          onChange={(glass) => void setState({ glass: glass ? true : null })}
        />
        {filters.grant === undefined ? null : (
          <Button
            aria-label="One break-glass access: take off this filter"
            onClick={() => void setState({ grant: null })}
            className="border-transparent bg-selected"
          >
            One break-glass access <X aria-hidden className="size-3.5!" />
          </Button>
        )}
      </div>
      <div className="[--above:16rem]">
        <EventTable
          caption="Audit trail"
          pages={pages}
          tenantId={tenantId}
          timeZone={timeZone}
          withPatient
          canOpen
          empty={
            <EmptyState
              title="No event matches"
              action={<Button onClick={() => void setState(nothing)}>Clear the filters</Button>}
            >
              Nothing with these filters was recorded.
            </EmptyState>
          }
        />
      </div>
    </>
  );
}

/** What a view is narrowed by, as the address holds it. */
function stateOf({ predicates }: SavedView) {
  const { outcome, purpose, rows, glass, ...words } = Object.fromEntries(
    new URLSearchParams(predicates),
  );
  return {
    ...words,
    outcome: outcomes.find((known) => known === outcome) ?? null,
    purpose: purposes.find((known) => known === purpose) ?? null,
    rows: rows === "true" ? true : null,
    glass: glass === "true" ? true : null,
  };
}

const formatWords: Record<ExportFormat, string> = {
  csv: "CSV",
  json: "JSON",
  fhir: "FHIR Bundle",
  "fhir-ndjson": "FHIR NDJSON",
};

const filtersOf = (
  filters: TrailFilters,
  members: readonly TrailMemberView[],
): readonly Filter[] => [
  {
    id: "member",
    label: "Member",
    value: filters.member,
    choices: members.map(({ id, name }) => ({ value: id, label: name })),
  },
  {
    id: "role",
    label: "Role",
    value: filters.role,
    choices: roleChoices.map((value) => ({ value, label: roleOf(value) })),
  },
  {
    id: "group",
    label: "Kind",
    value: filters.group,
    choices: Object.entries(groupLabels).map(([value, label]) => ({ value, label })),
  },
  {
    id: "action",
    label: "Action",
    value: filters.action,
    choices: Object.entries(actionLabels).map(([value, label]) => ({ value, label })),
  },
  {
    id: "outcome",
    label: "Outcome",
    value: filters.outcome,
    choices: outcomes.map((value) => ({ value, label: outcomeWords[value] })),
  },
  {
    id: "purpose",
    label: "Purpose",
    value: filters.purpose,
    choices: purposes.map((value) => ({ value, label: purposeOf(value) })),
  },
];

function Day({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (day: string | null) => void;
}) {
  return (
    <label className="flex items-center gap-1.5">
      <span className="text-ink-2">{label}</span>
      <input
        type="date"
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
        className={cn(inputClass, "h-7 w-34")}
      />
    </label>
  );
}
