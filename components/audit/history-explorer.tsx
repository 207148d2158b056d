"use client";

import { useState } from "react";
import { ExportDialog } from "#components/exports/export-dialog";
import { EmptyState } from "#components/ui/empty-state";
import { FilterToggle } from "#components/ui/filter-chips";
import type { TrailView } from "#lib/audit/view";
import { EventTable } from "./event-table.tsx";
import { useEventPages } from "./use-event-pages.tsx";

/** One patient's access history, with the changes of single rows shown on request. */
export function HistoryExplorer({
  tenantId,
  timeZone,
  patientId,
  first,
}: {
  readonly tenantId: string;
  readonly timeZone: string;
  readonly patientId: string;
  readonly first: TrailView;
}) {
  const [rows, setRows] = useState(false);
  const pages = useEventPages({
    tenantId,
    path: "/api/audit/history",
    question: { patientId, rows },
    first: { question: { patientId, rows: false }, trail: first },
  });

  return (
    <>
      <div className="mb-2.5 flex flex-wrap items-center gap-1.5">
        <p className="text-ink-2">
          Everyone who viewed, found or changed this record, newest first. This page is an entry
          too.
        </p>
        <span className="flex-1" />
        <FilterToggle label="Row changes" isOn={rows} onChange={setRows} />
        <ExportDialog
          title="Export the access history"
          tenantId={tenantId}
          holdsPhi
          choices={[
            { label: "PDF", path: "/api/audit/history/pdf", what: { patientId, rows } },
            { label: "CSV", path: "/api/audit/history/csv", what: { patientId, rows } },
          ]}
        >
          <p className="text-ink-2">
            The whole history of this patient, {rows ? "with" : "without"} the changes of single
            rows.
          </p>
        </ExportDialog>
      </div>
      <div className="[--above:17.5rem]">
        <EventTable
          caption="Access history"
          pages={pages}
          tenantId={tenantId}
          timeZone={timeZone}
          withPatient={false}
          canOpen
          empty={<EmptyState title="Nobody has seen this record yet" />}
        />
      </div>
    </>
  );
}
