"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { Notice } from "#components/ui/notice";
import { Pagination } from "#components/ui/pagination";
import { TextLink } from "#components/ui/text-link";
import { clinicDateTime } from "#lib/dates";
import { shownCode } from "#lib/issued/code";
import { kindWords } from "#lib/issued/kinds";
import type { IssuedListView, IssuedView } from "#lib/issued/view";
import { postJson } from "#lib/post-json";
import { chartHref } from "#lib/routes";

const columns: readonly Column[] = [
  { id: "kind", header: "Document" },
  { id: "at", header: "Issued", className: "tabular whitespace-nowrap" },
  { id: "by", header: "By" },
  { id: "patient", header: "Patient" },
  { id: "rows", header: "Rows", align: "end" },
  { id: "code", header: "Verification code", className: "whitespace-nowrap" },
];

/** What the clinic issued, page by page, newest first. */
export function IssuedList({
  tenantId,
  timeZone,
  first,
}: {
  readonly tenantId: string;
  readonly timeZone: string;
  readonly first: IssuedListView;
}) {
  const [cursors, setCursors] = useState<readonly NonNullable<IssuedListView["before"]>[]>([]);
  const before = cursors.at(-1);
  const query = useQuery({
    queryKey: [tenantId, "issued", before?.id ?? null],
    queryFn: ({ signal }) =>
      postJson<IssuedListView>("/api/issued/list", before ? { before } : {}, { signal, tenantId }),
    placeholderData: keepPreviousData,
    ...(before === undefined ? { initialData: first } : {}),
  });
  const { documents, before: next } = query.data ?? first;

  const row = (document: IssuedView): Row => ({
    id: document.id,
    label: `${kindWords(document.kind)}, ${clinicDateTime(document.issuedAt, timeZone)}`,
    cells: {
      kind: kindWords(document.kind),
      at: clinicDateTime(document.issuedAt, timeZone),
      by: document.issuedBy,
      patient: document.patient ? (
        <TextLink href={chartHref(document.patient.id, "access")} prefetch={false}>
          {document.patient.name}
        </TextLink>
      ) : (
        "–"
      ),
      rows: document.rows.toLocaleString("en-US"),
      code: <code className="font-mono text-xs">{shownCode(document.code)}</code>,
    },
  });

  return (
    <>
      {query.error === null ? null : (
        <Notice tone="critical" title="The list could not be read" live className="mb-2.5" />
      )}
      <DataTable
        caption="Issued documents"
        columns={columns}
        rows={documents.map(row)}
        busy={query.isFetching}
        empty={
          <EmptyState title="Nothing was issued yet">
            Prints as PDF and exports are listed here, each with its code.
          </EmptyState>
        }
        footer={
          documents.length === 0 && cursors.length === 0 ? undefined : (
            <Pagination
              note={documents.length === 1 ? "1 document" : `${documents.length} documents`}
              previous={cursors.length === 0 ? undefined : () => setCursors(cursors.slice(0, -1))}
              next={
                next === undefined || query.isPlaceholderData
                  ? undefined
                  : () => setCursors([...cursors, next])
              }
            />
          )
        }
      />
    </>
  );
}
