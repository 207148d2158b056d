"use client";

import { type ReactNode, useState } from "react";
import { Button } from "#components/ui/button";
import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { Notice } from "#components/ui/notice";
import { Pagination } from "#components/ui/pagination";
import { SkeletonRows } from "#components/ui/skeleton";
import { TextLink } from "#components/ui/text-link";
import { roleOf, utcTime } from "#lib/audit/event-text";
import type { EventView } from "#lib/audit/view";
import { labelOf } from "#lib/audit/vocabulary";
import { RequestFailed } from "#lib/post-json";
import { chartHref } from "#lib/routes";
import { EventDrawer } from "./event-drawer.tsx";
import { about, BreakGlass, localClock, Outcome } from "./event-words.tsx";
import type { useEventPages } from "./use-event-pages.tsx";

const columns: readonly Column[] = [
  { id: "position", header: "Position" },
  { id: "utc", header: "Time (UTC)", className: "tabular whitespace-nowrap" },
  { id: "local", header: "Clinic time", className: "tabular whitespace-nowrap max-lg:hidden" },
  { id: "actor", header: "Who", className: "min-w-36 max-w-44 wrap-anywhere lg:min-w-24" },
  { id: "role", header: "Role", className: "whitespace-nowrap max-lg:hidden" },
  { id: "action", header: "Action", className: "min-w-32 lg:min-w-40" },
  { id: "patient", header: "Patient", className: "min-w-28" },
  { id: "outcome", header: "Outcome" },
];

/** Events as a table with its pages, and the drawer of the one that is opened. */
export function EventTable({
  caption,
  pages,
  tenantId,
  timeZone,
  withPatient,
  canOpen,
  empty,
}: {
  readonly caption: string;
  readonly pages: ReturnType<typeof useEventPages>;
  readonly tenantId: string;
  readonly timeZone: string;
  readonly withPatient: boolean;
  readonly canOpen: boolean;
  readonly empty: ReactNode;
}) {
  const [opened, setOpened] = useState<number>();
  const { events } = pages.trail;

  const row = (event: EventView): Row => ({
    id: String(event.position),
    label: `${labelOf(event.action)}, ${event.actor}, ${utcTime(event.at)} UTC`,
    isMuted: event.action.startsWith("row."),
    cells: {
      position: canOpen ? (
        <Button
          look="quiet"
          aria-label={`${event.position.toLocaleString("en-US")}: open this event`}
          onClick={() => setOpened(event.position)}
          className="-mx-1.5 tabular h-6 px-1.5 text-accent"
        >
          {event.position.toLocaleString("en-US")}
        </Button>
      ) : (
        <span className="tabular">{event.position.toLocaleString("en-US")}</span>
      ),
      utc: (
        <>
          {utcTime(event.at)}
          <span className="block text-ink-3 lg:hidden">{localClock(event.at, timeZone)}</span>
        </>
      ),
      local: localClock(event.at, timeZone),
      actor: (
        <>
          <span className="line-clamp-2">{event.actor}</span>
          <span className="block text-ink-3 lg:hidden">{roleOf(event.role)}</span>
        </>
      ),
      role: roleOf(event.role),
      action: (
        <>
          <span className="mr-1.5">{actionWords(event, withPatient)}</span>
          {event.grantId === undefined ? null : <BreakGlass grantId={event.grantId} />}
        </>
      ),
      patient: event.patient ? (
        <TextLink href={chartHref(event.patient.id)} prefetch={false}>
          {event.patient.name}
        </TextLink>
      ) : (
        about(event)
      ),
      outcome: <Outcome outcome={event.outcome} />,
    },
  });

  return (
    <>
      {pages.error === null ? null : <Failed error={pages.error} onRetry={pages.retry} />}
      <DataTable
        caption={caption}
        columns={withPatient ? columns : columns.filter(({ id }) => id !== "patient")}
        rows={events.map(row)}
        busy={pages.isBusy}
        fill
        empty={pages.isRead ? empty : <SkeletonRows />}
        footer={<Pagination note={noteOf(events)} previous={pages.previous} next={pages.next} />}
      />
      <EventDrawer
        tenantId={tenantId}
        timeZone={timeZone}
        position={opened}
        onClose={() => setOpened(undefined)}
      />
    </>
  );
}

function actionWords(event: EventView, withPatient: boolean): string {
  const words = event.action.startsWith("row.")
    ? `${labelOf(event.action)}: ${event.entity}`
    : labelOf(event.action);
  return withPatient || event.patientCount < 2
    ? words
    : `${words} (${event.patientCount} patients)`;
}

function noteOf(events: readonly EventView[]): string {
  const [newest, oldest] = [events[0], events.at(-1)];
  if (!newest || !oldest) return "No events";
  const shown = (position: number) => position.toLocaleString("en-US");
  return events.length === 1
    ? `1 event, position ${shown(newest.position)}`
    : `${events.length} events, positions ${shown(newest.position)} to ${shown(oldest.position)}`;
}

function Failed({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const reference = error instanceof RequestFailed ? error.requestId : undefined;
  return (
    <Notice tone="critical" title="The events could not be read" live className="mb-2.5">
      {reference === undefined ? "" : `Reference ${reference}. `}
      <Button look="quiet" onClick={onRetry}>
        Try again
      </Button>
    </Notice>
  );
}
