"use client";

import { useQueryStates } from "nuqs";
import { useState } from "react";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { type Filter, FilterChips, FilterToggle } from "#components/ui/filter-chips";
import { inputClass } from "#components/ui/input-look";
import { TrailFilters } from "#lib/audit/input";
import type { TrailMemberView, TrailView } from "#lib/audit/view";
import { actionLabels, outcomes } from "#lib/audit/vocabulary";
import { cn } from "#lib/cn";
import { EventTable } from "./event-table.tsx";
import { type ChosenPatient, PatientFilter } from "./patient-filter.tsx";
import { trailState } from "./trail-state.tsx";
import { useEventPages } from "./use-event-pages.tsx";

const outcomeWords = { success: "Success", denied: "Denied", failed: "Failed" } as const;
const nothing = {
  member: null,
  patient: null,
  action: null,
  outcome: null,
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
}: {
  readonly tenantId: string;
  readonly timeZone: string;
  readonly members: readonly TrailMemberView[];
  readonly first: { readonly filters: TrailFilters; readonly trail: TrailView };
}) {
  const [state, setState] = useQueryStates(trailState, { history: "push", scroll: false });
  const [chosen, setChosen] = useState<ChosenPatient>();
  const given = Object.entries(state).filter(([, value]) => value !== null);
  const parsed = TrailFilters.safeParse(Object.fromEntries(given));
  const filters = parsed.success ? parsed.data : {};
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

  return (
    <>
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
        <Day label="From" value={filters.from} onChange={(from) => void setState({ from })} />
        <Day label="To" value={filters.to} onChange={(to) => void setState({ to })} />
        <FilterToggle
          label="Row changes"
          isOn={filters.rows === true}
          onChange={(rows) => void setState({ rows: rows ? true : null })}
        />
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
