"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useFreshAction } from "#components/factors/step-up";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Chip } from "#components/ui/chip";
import { type Column, DataTable } from "#components/ui/data-table";
import type { OwnSessionView } from "#lib/auth/view";
import { clinicDateTime } from "#lib/dates";
import type { FormAction } from "#lib/form-state";
import { RevokeAnswer } from "./revoke-answer.tsx";

const columns: readonly Column[] = [
  { id: "browser", header: "Browser" },
  { id: "clinic", header: "Clinic" },
  { id: "address", header: "Address" },
  { id: "started", header: "Signed in" },
  { id: "seen", header: "Last active" },
  { id: "end", header: "Sign out", isHeaderHidden: true, align: "end" },
];

function stateOf({ isThis, isLocked, isPending }: OwnSessionView) {
  if (isThis) return <Chip tone="ok">This session</Chip>;
  if (isPending) return <Chip tone="warning">Not signed in yet</Chip>;
  return isLocked ? <Chip tone="neutral">Locked</Chip> : null;
}

/**
 * Every place in which a person is signed in, each with a way to end it there. Ending asks for a fresh
 * proof of who they are, since whoever finds a screen open must not be able to shut its owner out.
 */
export function SessionList({
  sessions,
  timeZone,
  revoke,
  revokeOthers,
}: {
  readonly sessions: readonly OwnSessionView[];
  readonly timeZone: string;
  readonly revoke: FormAction<void>;
  readonly revokeOthers: FormAction<number>;
}) {
  const router = useRouter();
  const [one, endOne, isEnding] = useFreshAction(revoke);
  const [others, endOthers, isEndingOthers] = useFreshAction(revokeOthers);
  const isBusy = isEnding || isEndingOthers;

  useEffect(() => {
    if (one.status === "done" || one.status === "refused") router.refresh();
  }, [one, router]);
  useEffect(() => {
    if (others.status === "done") router.refresh();
  }, [others, router]);

  const when = (instant: string) => clinicDateTime(instant, timeZone);
  const rows = sessions.map((session) => ({
    id: session.id,
    label: `${session.browser}, last active ${when(session.lastSeenAt)}`,
    cells: {
      browser: (
        <span className="flex flex-wrap items-center gap-x-2 [&>*]:whitespace-nowrap">
          {session.browser} {stateOf(session)}
        </span>
      ),
      clinic: session.clinic ?? <span className="text-ink-3">None yet</span>,
      address: <span className="code-text">{session.address ?? "Unknown"}</span>,
      started: <span className="tabular">{when(session.startedAt)}</span>,
      seen: <span className="tabular">{when(session.lastSeenAt)}</span>,
      end: session.isThis ? null : (
        <form onSubmit={endOne}>
          <input type="hidden" name="sessionId" value={session.id} />
          <Button type="submit" look="quiet" disabled={isBusy} focusableWhenDisabled>
            Sign out<span className="sr-only"> of {session.browser}</span>
          </Button>
        </form>
      ),
    },
  }));

  return (
    <Card
      title="Where you are signed in"
      headingId="sessions"
      action={
        sessions.length > 1 ? (
          <form onSubmit={endOthers}>
            <Button type="submit" disabled={isBusy} focusableWhenDisabled>
              Sign out everywhere else
            </Button>
          </form>
        ) : undefined
      }
    >
      <p className="mb-2 text-ink-2">
        At most five at once: a sixth signs the oldest out. Each ends after 15 minutes without
        activity, and after 12 hours in any case.
      </p>
      <RevokeAnswer one={one} others={others} />
      <DataTable caption="Your sessions" columns={columns} rows={rows} />
    </Card>
  );
}
