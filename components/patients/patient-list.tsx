"use client";

import { useQueryStates } from "nuqs";
import { useState, useTransition } from "react";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { type Filter, FilterChips } from "#components/ui/filter-chips";
import { inputClass } from "#components/ui/input-look";
import { Notice } from "#components/ui/notice";
import { PageHeading } from "#components/ui/page-heading";
import { Pagination } from "#components/ui/pagination";
import { cn } from "#lib/cn";
import type { PatientListView } from "#lib/patients/view";
import { RequestFailed } from "#lib/post-json";
import { listState } from "./list-state.tsx";
import { PatientTable } from "./patient-table.tsx";
import { leastLetters, usePatientSearch } from "./use-patient-search.tsx";

const pageSize = 50;

const filtersOf = (status: string, flag: string | null): readonly Filter[] => [
  {
    id: "status",
    label: "Status",
    value: status === "any" ? undefined : status,
    choices: [
      { value: "active", label: "Active" },
      { value: "inactive", label: "Inactive" },
    ],
  },
  {
    id: "flag",
    label: "Flag",
    value: flag ?? undefined,
    choices: [
      { value: "restricted", label: "Restricted" },
      { value: "deceased", label: "Deceased" },
    ],
  },
];

const counted = (number: number) => number.toLocaleString("en-US");

/**
 * The patients of the clinic, with one search box over them. The list comes from the server page by
 * page; results take its place while something is typed, and the old rows stay until they are there.
 */
export function PatientList({
  tenantId,
  timeZone,
  list,
  canSearch,
}: {
  readonly tenantId: string;
  readonly timeZone: string;
  readonly list: PatientListView;
  readonly canSearch: boolean;
}) {
  const [isMoving, startTransition] = useTransition();
  const [state, setState] = useQueryStates(listState, {
    shallow: false,
    startTransition,
    history: "push",
    scroll: false,
  });
  const [typed, setTyped] = useState("");
  const search = usePatientSearch(tenantId, typed, pageSize);

  const narrow = (id: string, value: string | undefined) =>
    void setState(
      id === "status"
        ? { status: value === "active" || value === "inactive" ? value : "any", after: null }
        : { flag: value === "restricted" || value === "deceased" ? value : null, after: null },
    );

  return (
    <>
      <PageHeading
        title="Patients"
        note={list.total === undefined ? undefined : counted(list.total)}
      />
      <div className="mb-2.5 flex flex-wrap items-center gap-1.5">
        {canSearch ? (
          <input
            type="search"
            data-page-search=""
            aria-label="Search patients by name, birth date, phone, e-mail or MRN"
            placeholder="Name, birth date, phone or MRN"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") setTyped("");
            }}
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            className={cn(inputClass, "h-7 w-64 rounded-control print:hidden pointer-coarse:h-10")}
          />
        ) : null}
        {search.isAsked ? (
          <span className="text-ink-3">Searching all patients, whatever the filters</span>
        ) : (
          <FilterChips filters={filtersOf(state.status, state.flag)} onChange={narrow} />
        )}
      </div>
      {search.error === null ? null : (
        <SearchFailed error={search.error} isBusy={search.isBusy} onRetry={search.retry} />
      )}
      {search.results?.isTruncated === true ? (
        <Notice tone="warning" title="Too many patients match to show all" className="mb-2.5" live>
          Type more letters, or add a birth date.
        </Notice>
      ) : null}
      {search.error !== null ? null : search.results === undefined ? (
        <PatientTable
          caption="Patients"
          patients={list.patients}
          timeZone={timeZone}
          busy={isMoving || search.isBusy}
          sort={{
            column: list.sort,
            direction: list.sort === "name" ? "ascending" : "descending",
          }}
          {...(list.canSortByName
            ? {
                onSort: (column: string) =>
                  void setState({ sort: column === "name" ? "name" : "last-visit", after: null }),
              }
            : {})}
          empty={
            <NoneListed onClear={() => void setState({ status: "any", flag: null, after: null })} />
          }
          footer={
            <Pagination
              note={
                list.total === undefined
                  ? `${list.patients.length} shown`
                  : `${list.patients.length} of ${counted(list.total)}`
              }
              previous={state.after === null ? undefined : () => window.history.back()}
              next={
                list.after === undefined
                  ? undefined
                  : () => void setState({ after: list.after ?? null })
              }
            />
          }
        />
      ) : (
        <PatientTable
          caption="Search results"
          patients={search.results.patients}
          timeZone={timeZone}
          busy={search.isBusy}
          empty={
            <EmptyState title="No patient matches">
              Try a part of the name from its beginning, a birth date as 1971-12-07 or 12/7/1971, or
              the whole MRN.
            </EmptyState>
          }
          footer={
            <p className="tabular text-ink-3" aria-live="polite">
              {counted(search.results.total)}{" "}
              {search.results.total === 1 ? "patient matches" : "patients match"}
              {search.results.total > pageSize ? `, the best ${pageSize} shown` : ""}
            </p>
          }
        />
      )}
    </>
  );
}

function NoneListed({ onClear }: { readonly onClear: () => void }) {
  return (
    <EmptyState
      title="No patient is listed"
      action={<Button onClick={onClear}>Clear the filters</Button>}
    >
      The clinic has no patient with these filters.
    </EmptyState>
  );
}

/** Stands where the results would: rows of something else under what was typed would pass for them. */
function SearchFailed({
  error,
  isBusy,
  onRetry,
}: {
  readonly error: Error;
  readonly isBusy: boolean;
  readonly onRetry: () => void;
}) {
  const reference = error instanceof RequestFailed ? error.requestId : undefined;
  const isTooBroad = error instanceof RequestFailed && error.code === "REFUSED";
  return (
    <Notice
      tone={isTooBroad ? "warning" : "critical"}
      title={isTooBroad ? "Too many patients match" : "The search could not be carried out"}
      live
      className="mb-2.5"
    >
      {isTooBroad ? (
        `Type more than ${leastLetters} letters, or add a birth date.`
      ) : (
        <>
          <p>
            No list is shown, since it would not be of this search.
            {reference === undefined ? "" : ` Reference ${reference}`}
          </p>
          <Button className="mt-2" aria-disabled={isBusy} onClick={onRetry}>
            Try again
          </Button>
        </>
      )}
    </Notice>
  );
}
