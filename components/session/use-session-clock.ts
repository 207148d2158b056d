"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { ClockView } from "#lib/auth/view";
import { postJson, RequestFailed } from "#lib/post-json";
import { openTabChannel, type TabMessage } from "./tab-channel.tsx";

/** When, by this browser's own clock, the session ends, and whether staying would still help. */
interface Deadline {
  readonly at: number;
  readonly canExtend: boolean;
}

const deadlineOf = ({ idleSeconds, overallSeconds }: ClockView, warnBefore: number): Deadline => ({
  at: Date.now() + Math.min(idleSeconds, overallSeconds) * 1000,
  canExtend: overallSeconds > idleSeconds || overallSeconds > warnBefore,
});

/** Whole minutes until then, as they are shown: the last one is 1. */
const minutesTo = (at: number) => Math.max(0, Math.ceil((at - Date.now()) / 60_000));

/** What the guard shows: nothing, a warning with the seconds that are left, another clinic, the lock, or the end. */
export type ClockState =
  | { readonly kind: "open" }
  | { readonly kind: "warning"; readonly seconds: number; readonly canExtend: boolean }
  | { readonly kind: "moved" }
  | { readonly kind: "locked" }
  | { readonly kind: "ended"; readonly byTime: boolean };

/** How often a page that is in sight asks whether its session is still what it was, without keeping it alive. */
const every = 30_000;

/** What a page never comes back from by itself. */
const isFinal = ({ kind }: ClockState) => kind === "moved" || kind === "locked" || kind === "ended";

const askClock = (isBackground: boolean) =>
  postJson<ClockView>("/api/session/clock", {}, { isBackground, staysOnPage: true });

/**
 * Follows the session's clock. The server decides: before it warns and before it ends, the page asks
 * how long is left without keeping the session alive. Times are compared, not counted, so a sleeping
 * tab is right when it wakes. Tabs tell each other; without an answer at the deadline the page ends.
 * A session that was taken to another clinic leaves no page of the one before, whose name it would bear;
 * one that was locked or ended elsewhere leaves none at all.
 */
export function useSessionClock(initial: ClockView, warnBefore: number) {
  const deadline = useRef<Deadline>(deadlineOf(initial, warnBefore));
  const isAsking = useRef(false);
  const channel = useRef<BroadcastChannel>(null);
  const [state, setState] = useState<ClockState>({ kind: "open" });
  const [minutes, setMinutes] = useState(() =>
    Math.ceil(Math.min(initial.idleSeconds, initial.overallSeconds) / 60),
  );

  const take = useCallback(
    (clock: ClockView) => {
      if (clock.isLocked) setState({ kind: "locked" });
      else if (clock.tenantId !== undefined && clock.tenantId !== initial.tenantId)
        setState({ kind: "moved" });
      deadline.current = deadlineOf(clock, warnBefore);
      if (Math.min(clock.idleSeconds, clock.overallSeconds) > warnBefore)
        setState((was) => (isFinal(was) ? was : { kind: "open" }));
    },
    [initial.tenantId, warnBefore],
  );

  const end = useCallback(() => {
    const byTime = Date.now() >= deadline.current.at - 5_000;
    setState((was) => (isFinal(was) ? was : { kind: "ended", byTime }));
  }, []);

  const ask = useCallback(
    async (isBackground: boolean) => {
      if (isAsking.current) return;
      isAsking.current = true;
      try {
        const clock = await askClock(isBackground);
        take(clock);
        channel.current?.postMessage(clock);
      } catch (error) {
        const isOver = error instanceof RequestFailed && error.status === 401;
        if (isOver || Date.now() >= deadline.current.at) {
          end();
          channel.current?.postMessage("ended");
        }
      } finally {
        isAsking.current = false;
      }
    },
    [take, end],
  );

  useEffect(() => {
    deadline.current = deadlineOf(initial, warnBefore);
  }, [initial, warnBefore]);

  useEffect(() => {
    const tabs = openTabChannel();
    channel.current = tabs;
    tabs.onmessage = ({ data }: MessageEvent<TabMessage>) => {
      if (data === "ended") end();
      else if (data === "locking") setState({ kind: "locked" });
      else if (data === "look") void ask(true);
      else take(data);
    };
    tabs.postMessage(initial);

    let askedAt = Date.now();
    const look = () => {
      const { at, canExtend } = deadline.current;
      const seconds = Math.ceil((at - Date.now()) / 1000);
      setMinutes(minutesTo(at));
      if (seconds > warnBefore) {
        setState((was) => (was.kind === "warning" ? { kind: "open" } : was));
        // Locked, revoked or ended elsewhere: a page that is looked at learns of it soon.
        if (!document.hidden && Date.now() - askedAt > every) {
          askedAt = Date.now();
          void ask(true);
        }
        return;
      }
      // Another page of this session may have moved the deadline: ask at most every ten seconds.
      if (Date.now() - askedAt > 10_000 || (seconds <= 0 && Date.now() - askedAt > 1_000)) {
        askedAt = Date.now();
        void ask(true);
      }
      setState((was) => {
        if (isFinal(was)) return was;
        if (seconds < -5) return { kind: "ended", byTime: true };
        return { kind: "warning", seconds: Math.max(0, seconds), canExtend };
      });
    };
    const timer = setInterval(look, 1000);
    const turned = () => {
      if (!document.hidden && Date.now() - askedAt > 2_000) {
        askedAt = Date.now();
        void ask(true);
      }
      look();
    };
    // A page that the browser kept shows nothing before it was asked for anew.
    const left = () => {
      document.documentElement.dataset.left = "";
    };
    const restored = (event: PageTransitionEvent) => {
      if (event.persisted) window.location.reload();
      else delete document.documentElement.dataset.left;
    };
    document.addEventListener("visibilitychange", turned);
    window.addEventListener("pagehide", left);
    window.addEventListener("pageshow", restored);
    return () => {
      clearInterval(timer);
      tabs.close();
      document.removeEventListener("visibilitychange", turned);
      window.removeEventListener("pagehide", left);
      window.removeEventListener("pageshow", restored);
    };
  }, [ask, end, initial, take, warnBefore]);

  return { state, minutes, extend: () => void ask(false) };
}
