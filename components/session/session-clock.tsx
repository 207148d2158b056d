"use client";

import { Lock } from "lucide-react";
import { createContext, useContext } from "react";
import { Button } from "#components/ui/button";
import { lockScreen } from "./lock-screen.tsx";

/** Whole minutes until the session ends without activity, as the guard of the page knows it. */
export const MinutesLeft = createContext(0);

/**
 * How long the session still lasts, with the way to lock the screen beside it. It changes once a minute,
 * in a place of its own width, and is never announced: the guard's warning does that.
 */
export function SessionClock() {
  const minutes = useContext(MinutesLeft);
  return (
    <div className="flex shrink-0 items-center gap-2">
      <p
        className="text-ink-3 text-xs"
        title="Without activity you are signed out by then. Going on working begins it anew."
      >
        <span className="max-sm:sr-only">Session </span>
        <span className="tabular inline-block min-w-11 text-right">{minutes} min</span>
        <span className="sr-only"> until you are signed out, without activity</span>
      </p>
      <Button
        size="icon"
        look="quiet"
        aria-label="Lock now"
        title="Lock now (Shift L)"
        onClick={lockScreen}
      >
        <Lock aria-hidden />
      </Button>
    </div>
  );
}
