"use client";

import type { Route } from "next";
import { useEffect } from "react";
import type { ClockView } from "#lib/auth/view";
import { postJson, RequestFailed } from "#lib/post-json";
import { openTabChannel, type TabMessage } from "./tab-channel.tsx";

const askEvery = 15_000;

/**
 * Watches a locked screen: when it was unlocked in another tab this one goes on too, and when the
 * session is over it says so. Asking never keeps the session alive.
 */
export function LockedClock({ clock, next }: { readonly clock: ClockView; readonly next: Route }) {
  useEffect(() => {
    const after = next === "/" ? "" : `&next=${encodeURIComponent(next)}`;
    const end = () => window.location.replace(`/sign-in?ended=idle${after}`);
    const deadline = Date.now() + Math.min(clock.idleSeconds, clock.overallSeconds) * 1000;
    const tabs = openTabChannel();
    tabs.onmessage = ({ data }: MessageEvent<TabMessage>) => {
      if (typeof data === "object" && data.isLocked === false) window.location.replace(next);
    };
    tabs.postMessage("locking" satisfies TabMessage);

    async function ask() {
      try {
        const options = { isBackground: true, staysOnPage: true };
        const now = await postJson<ClockView>("/api/session/clock", {}, options);
        if (!now.isLocked) window.location.replace(next);
      } catch (error) {
        if (error instanceof RequestFailed && error.status === 401) end();
      }
    }
    const timer = setInterval(() => {
      if (Date.now() > deadline + 2_000) end();
      else if (!document.hidden) void ask();
    }, askEvery);
    const restored = (event: PageTransitionEvent) => event.persisted && window.location.reload();
    window.addEventListener("pageshow", restored);
    return () => {
      clearInterval(timer);
      tabs.close();
      window.removeEventListener("pageshow", restored);
    };
  }, [clock, next]);
  return null;
}
