"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { ClockView } from "#lib/auth/view";
import { postJson, RequestFailed } from "#lib/post-json";

/** When, by this browser's own clock, the session ends, and whether staying would still help. */
interface Deadline {
  readonly at: number;
  readonly canExtend: boolean;
}

const deadlineOf = ({ idleSeconds, overallSeconds }: ClockView, warnBefore: number): Deadline => ({
  at: Date.now() + Math.min(idleSeconds, overallSeconds) * 1000,
  canExtend: overallSeconds > idleSeconds || overallSeconds > warnBefore,
});

/** What the guard shows: nothing, a warning with the seconds that are left, another clinic, or the end. */
export type ClockState =
  | { readonly kind: "open" }
  | { readonly kind: "warning"; readonly seconds: number; readonly canExtend: boolean }
  | { readonly kind: "moved" }
  | { readonly kind: "ended" };

const askClock = (isBackground: boolean) =>
  postJson<ClockView>("/api/session/clock", {}, { isBackground, staysOnPage: true });

/**
 * Follows the session's clock. The server decides: before it warns and before it ends, the page asks
 * how long is left without keeping the session alive. Times are compared, not counted, so a sleeping
 * tab is right when it wakes. Tabs tell each other; without an answer at the deadline the page ends.
 * A session that was taken to another clinic leaves no page of the one before, whose name it would bear.
 */
export function useSessionClock(initial: ClockView, warnBefore: number) {
  const deadline = useRef<Deadline>(deadlineOf(initial, warnBefore));
  const isAsking = useRef(false);
  const channel = useRef<BroadcastChannel>(null);
  const [state, setState] = useState<ClockState>({ kind: "open" });

  const take = useCallback(
    (clock: ClockView) => {
      if (clock.tenantId !== undefined && clock.tenantId !== initial.tenantId)
        setState({ kind: "moved" });
      deadline.current = deadlineOf(clock, warnBefore);
      if (Math.min(clock.idleSeconds, clock.overallSeconds) > warnBefore)
        setState((was) => (was.kind === "moved" ? was : { kind: "open" }));
    },
    [initial.tenantId, warnBefore],
  );

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
          setState({ kind: "ended" });
          channel.current?.postMessage("ended");
        }
      } finally {
        isAsking.current = false;
      }
    },
    [take],
  );

  useEffect(() => {
    deadline.current = deadlineOf(initial, warnBefore);
  }, [initial, warnBefore]);

  useEffect(() => {
    const tabs = new BroadcastChannel("chartkeep-session");
    channel.current = tabs;
    tabs.onmessage = ({ data }: MessageEvent<ClockView | "ended">) =>
      data === "ended" ? setState({ kind: "ended" }) : take(data);
    tabs.postMessage(initial);

    let askedAt = 0;
    const look = () => {
      const { at, canExtend } = deadline.current;
      const seconds = Math.ceil((at - Date.now()) / 1000);
      if (seconds > warnBefore) {
        setState((was) => (was.kind === "warning" ? { kind: "open" } : was));
        return;
      }
      // Another page of this session may have moved the deadline: ask at most every ten seconds.
      if (Date.now() - askedAt > 10_000 || (seconds <= 0 && Date.now() - askedAt > 1_000)) {
        askedAt = Date.now();
        void ask(true);
      }
      setState((was) => {
        if (was.kind === "moved") return was;
        if (was.kind === "ended" || seconds < -5) return { kind: "ended" };
        return { kind: "warning", seconds: Math.max(0, seconds), canExtend };
      });
    };
    const timer = setInterval(look, 1000);
    const restored = (event: PageTransitionEvent) => event.persisted && window.location.reload();
    document.addEventListener("visibilitychange", look);
    window.addEventListener("pageshow", restored);
    return () => {
      clearInterval(timer);
      tabs.close();
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("pageshow", restored);
    };
  }, [ask, initial, take, warnBefore]);

  return { state, extend: () => void ask(false) };
}
