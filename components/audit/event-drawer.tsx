"use client";

import { useQuery } from "@tanstack/react-query";
import { Eye } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { Notice } from "#components/ui/notice";
import { SkeletonRows } from "#components/ui/skeleton";
import { TextLink } from "#components/ui/text-link";
import type { Changes } from "#lib/audit/changes";
import { localTime, roleOf, utcTime } from "#lib/audit/event-text";
import { purposeOf } from "#lib/audit/purposes";
import type { EventDetailView, RevealedView } from "#lib/audit/view";
import { labelOf } from "#lib/audit/vocabulary";
import { postJson } from "#lib/post-json";
import { chartHref, reviewHref } from "#lib/routes";
import { detailName, detailValue, Outcome } from "./event-words.tsx";

/** One event in full at the side of the trail: with the names of its fields, and its place in the chain. */
export function EventDrawer({
  tenantId,
  timeZone,
  position,
  onClose,
}: {
  readonly tenantId: string;
  readonly timeZone: string;
  readonly position: number | undefined;
  readonly onClose: () => void;
}) {
  const query = useQuery({
    queryKey: [tenantId, "audit", "event", position],
    queryFn: ({ signal }) =>
      postJson<EventDetailView>("/api/audit/event", { position }, { signal, tenantId }),
    enabled: position !== undefined,
    gcTime: 60_000,
  });

  return (
    <Dialog
      title={position === undefined ? "Event" : `Event ${position.toLocaleString("en-US")}`}
      description="Opening an event is an event of its own."
      open={position !== undefined}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      className="top-(--drawer-top) right-0 left-auto h-[calc(100dvh-var(--drawer-top))] max-h-none w-120 translate-x-0 rounded-none"
    >
      {query.data === undefined ? null : (
        <Facts tenantId={tenantId} event={query.data} timeZone={timeZone} />
      )}
      {query.isFetching && query.data === undefined ? <SkeletonRows /> : null}
      {query.error === null ? null : (
        <Notice tone="critical" title="The event could not be opened" live />
      )}
    </Dialog>
  );
}

function Facts({
  tenantId,
  event,
  timeZone,
}: {
  readonly tenantId: string;
  readonly event: EventDetailView;
  readonly timeZone: string;
}) {
  return (
    <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-3 gap-y-1.5">
      <Fact name="Action">
        {labelOf(event.action)} <span className="text-ink-3">{event.action}</span>
      </Fact>
      <Fact name="Outcome">
        <Outcome outcome={event.outcome} />
      </Fact>
      <Fact name="Who">{event.actor}</Fact>
      <Fact name="Role">{roleOf(event.role)}</Fact>
      <Fact name="Purpose">
        {purposeOf(event.purpose)} <span className="text-ink-3">{event.purpose}</span>
      </Fact>
      <Fact name="IP address">
        {event.address ?? <span className="text-ink-3">Not recorded</span>}
      </Fact>
      {event.grantId === undefined ? null : (
        <Fact name="Break-glass">
          <TextLink href={reviewHref(event.grantId)} prefetch={false}>
            Done under emergency access
          </TextLink>
        </Fact>
      )}
      <Fact name="Time (UTC)">{utcTime(event.at)}</Fact>
      <Fact name="Clinic time">{localTime(event.at, timeZone)}</Fact>
      {event.entity === "" ? null : (
        <Fact name="Record">
          {event.entity} <Code>{event.entityId ?? ""}</Code>
        </Fact>
      )}
      <Fields tenantId={tenantId} event={event} />
      <Fact name="Chain position">{event.position.toLocaleString("en-US")}</Fact>
      <Fact name="Hash">
        <Code>{event.hash}</Code>
      </Fact>
      <Fact name="Previous hash">
        <Code>{event.prevHash}</Code>
      </Fact>
      <Fact name="Event id">
        <Code>{event.id}</Code>
      </Fact>
      <Fact name="Transaction">
        <Code>{event.transactionId}</Code>
      </Fact>
      <Fact name="Patients">
        {event.patients.length === 0 ? "None" : null}
        <ul>
          {event.patients.map((patient) => (
            <li key={patient.id} className="py-0.5">
              <TextLink
                className="inline-block min-h-6 content-center"
                href={chartHref(patient.id)}
                prefetch={false}
              >
                {patient.name}
              </TextLink>
            </li>
          ))}
          {event.patientCount > event.patients.length ? (
            <li className="text-ink-3">and {event.patientCount - event.patients.length} more</li>
          ) : null}
        </ul>
      </Fact>
    </dl>
  );
}

/** What was recorded with the event: the names at once, the values only when somebody asks for them. */
function Fields({
  tenantId,
  event,
}: {
  readonly tenantId: string;
  readonly event: EventDetailView;
}) {
  const [isAsked, setAsked] = useState(false);
  const { position } = event;
  const query = useQuery({
    queryKey: [tenantId, "audit", "values", position],
    queryFn: ({ signal }) =>
      postJson<RevealedView>("/api/audit/event/reveal", { position }, { signal, tenantId }),
    enabled: isAsked,
    gcTime: 0,
  });
  if (event.fields.length + event.changed.length === 0) return null;
  const values = query.data?.details;
  const count = event.fields.length + event.changed.length;
  return (
    <>
      <Fact name="Recorded">
        {values === undefined ? (
          <span className="flex flex-wrap items-center gap-2">
            {count === 1 ? "1 field" : `${count} fields`}
            <Button
              onClick={() => setAsked(true)}
              disabled={query.isFetching}
              focusableWhenDisabled
            >
              <Eye aria-hidden /> {query.isFetching ? "Revealing…" : "Reveal values"}
            </Button>
          </span>
        ) : (
          <span aria-live="polite">The values are shown, which is an event of its own.</span>
        )}
        {query.error === null ? null : (
          <span role="alert" className="block text-critical">
            The values could not be revealed.
          </span>
        )}
      </Fact>
      {event.fields.map((name) => (
        <Fact key={name} name={detailName(name)}>
          {values === undefined ? (
            <span className="text-ink-3">Not revealed</span>
          ) : (
            detailValue(values[name])
          )}
        </Fact>
      ))}
      {event.changed.length === 0 ? null : (
        <Fact name="Changed fields">
          <Changed names={event.changed} changes={query.data?.changes} />
        </Fact>
      )}
    </>
  );
}

/** The fields that changed; what they held before and after only once it is revealed. */
function Changed({
  names,
  changes,
}: {
  readonly names: readonly string[];
  readonly changes: Changes | undefined;
}) {
  return (
    <dl className="flex flex-col gap-1.5">
      {names.map((name) => {
        const [before, after] = changes?.[name] ?? [];
        return (
          <div key={name}>
            <dt className="font-medium first-letter:uppercase">{detailName(name)}</dt>
            {changes === undefined ? (
              <dd className="text-ink-3">Not revealed</dd>
            ) : (
              <>
                <dd>
                  <span className="text-ink-3">Before</span> {held(before)}
                </dd>
                <dd>
                  <span className="text-ink-3">After</span> {held(after)}
                </dd>
              </>
            )}
          </div>
        );
      })}
    </dl>
  );
}

const held = (value: unknown) =>
  value === null || value === undefined ? (
    <span className="text-ink-3">Nothing</span>
  ) : (
    <span className="whitespace-pre-line">{detailValue(value)}</span>
  );

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3 first-letter:uppercase">{name}</dt>
      <dd className="tabular min-w-0 break-words">{children}</dd>
    </>
  );
}

function Code({ children }: { readonly children: string }) {
  return <code className="break-all font-mono text-xs">{children}</code>;
}
