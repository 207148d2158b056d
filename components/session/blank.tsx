"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { ClockView } from "#lib/auth/view";
import { postJson, RequestFailed } from "#lib/post-json";
import { isLockingHere } from "./lock-screen.tsx";

/** Where the browser is, to come back to. */
const hereAsNext = () =>
  `next=${encodeURIComponent(window.location.pathname + window.location.search)}`;

/** An empty page that says why, in place of everything that was on it; what had been read is forgotten. */
function Blank({ words, onBlank }: { readonly words: string; readonly onBlank: () => void }) {
  const cache = useQueryClient();
  useEffect(() => {
    cache.clear();
    onBlank();
  }, [cache, onBlank]);

  return (
    <main className="grid min-h-dvh place-items-center bg-sunken p-4" role="alert">
      <p>{words}</p>
    </main>
  );
}

const leaveIdle = () => window.location.replace(`/sign-in?ended=idle&${hereAsNext()}`);
const leaveEnded = () => window.location.replace(`/sign-in?ended=elsewhere&${hereAsNext()}`);

/** Blank: the session is over, by time or by somebody's hand. */
export function Ended({ byTime }: { readonly byTime: boolean }) {
  return byTime ? (
    <Blank
      words="You were signed out after a time without activity. Sign in to go on."
      onBlank={leaveIdle}
    />
  ) : (
    <Blank words="This session was ended. Sign in to go on." onBlank={leaveEnded} />
  );
}

const leaveMoved = () => window.location.replace("/");

/** Blank until the page of the clinic that another tab has opened is there: nothing of two clinics is ever mixed. */
export function Moved() {
  return (
    <Blank words="You opened another clinic in another tab. Going there." onBlank={leaveMoved} />
  );
}

/** Goes to the locked page once the server says that the screen is locked; if it never was, the page comes back. */
async function waitForLock(): Promise<void> {
  if (isLockingHere()) return;
  for (let tries = 0; tries < 20; tries += 1) {
    const state = await postJson<ClockView>(
      "/api/session/clock",
      {},
      { isBackground: true, staysOnPage: true },
    ).catch((error: unknown) => error);
    if (state instanceof RequestFailed && state.status === 401) break;
    if (!(state instanceof Error) && (state as ClockView).isLocked) break;
    await new Promise((resolve) => setTimeout(resolve, 250));
    if (tries === 19) return window.location.reload();
  }
  window.location.replace(`/locked?${hereAsNext()}`);
}

const leaveLocked = () => void waitForLock();

/** Blank: the screen is locked. */
export function Locked() {
  return <Blank words="The screen is locked." onBlank={leaveLocked} />;
}
