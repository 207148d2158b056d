"use client";

import type { ReactNode } from "react";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import type { ClockView } from "#lib/auth/view";
import { Ended, Locked, Moved } from "./blank.tsx";
import { MinutesLeft } from "./session-clock.tsx";
import { SignOutForm } from "./sign-out-form.tsx";
import { useSessionClock } from "./use-session-clock.ts";

const spoken = [120, 60, 30, 10];

const clockText = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** What a screen reader says of the countdown: at four moments, not every second. */
function announcement(seconds: number): string {
  const mark = spoken.findLast((each) => each >= seconds) ?? 120;
  return `You will be signed out in less than ${mark} seconds.`;
}

/**
 * Keeps the page no longer than the session: two minutes before the end it warns with a countdown, at
 * the end, or when the screen is locked, it takes everything off the screen, also when there is no
 * network to ask.
 */
export function IdleGuard({
  clock,
  warnBefore = 120,
  children,
}: {
  readonly clock: ClockView;
  readonly warnBefore?: number;
  readonly children: ReactNode;
}) {
  const { state, minutes, extend } = useSessionClock(clock, warnBefore);
  if (state.kind === "ended") return <Ended byTime={state.byTime} />;
  if (state.kind === "locked") return <Locked />;
  if (state.kind === "moved") return <Moved />;

  const seconds = state.kind === "warning" ? state.seconds : 0;
  const canExtend = state.kind === "warning" && state.canExtend;
  return (
    <>
      <MinutesLeft value={minutes}>{children}</MinutesLeft>
      <Dialog
        title="Are you still there?"
        description={
          canExtend
            ? "Without activity you will be signed out, so that nobody else reads what is on this screen."
            : "This session has reached its longest time. Finish what you are doing, then sign in again."
        }
        open={state.kind === "warning"}
        onOpenChange={(isOpen) => {
          if (!isOpen) extend();
        }}
      >
        <p className="font-medium text-lg tabular-nums" role="timer" aria-live="off">
          {clockText(seconds)}
        </p>
        <p className="sr-only" aria-live="polite">
          {state.kind === "warning" ? announcement(seconds) : ""}
        </p>
        <div className="mt-4 flex items-center gap-4">
          {canExtend ? (
            <Button look="primary" onClick={extend}>
              Stay signed in
            </Button>
          ) : null}
          <SignOutForm className="underline underline-offset-2">Sign out now</SignOutForm>
        </div>
      </Dialog>
    </>
  );
}
