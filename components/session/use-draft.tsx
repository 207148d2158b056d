"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { DraftKey } from "#lib/drafts/input";
import type { KeptDraftView } from "#lib/drafts/view";
import { postJson } from "#lib/post-json";
import { saveBeforeLeaving } from "./unsaved.ts";

const pause = 800;
const retryEvery = 10_000;

/** What became of what was typed last: nothing typed, not saved yet, saved, or not to be saved just now. */
export type DraftState = "none" | "typing" | "saved" | "failed";

/**
 * Keeps what is typed into a form on the server, sealed, so that a lock, an expired session or a closed
 * tab loses nothing: `keep` after every change, `discard` once the form was sent. It saves after a short
 * pause, when the page is hidden or left, and before a lock; what could not be saved is tried again, and
 * the browser asks before the page is closed.
 */
export function useDraft(
  { form, subjectId }: DraftKey,
  tenantId: string,
): {
  readonly state: DraftState;
  readonly keep: (content: string) => void;
  readonly discard: () => void;
} {
  const [state, setState] = useState<DraftState>("none");
  const unsaved = useRef<string | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const running = useRef<Promise<unknown>>(Promise.resolve());

  const post = useCallback(
    (path: "keep" | "discard", body: object, isBackground: boolean) =>
      postJson<KeptDraftView | null>(
        `/api/drafts/${path}`,
        { form, subjectId, ...body },
        { staysOnPage: true, keepalive: true, isBackground, tenantId },
      ),
    [form, subjectId, tenantId],
  );

  const save = useCallback(
    async (isBackground = false) => {
      clearTimeout(timer.current);
      const content = unsaved.current;
      if (content === undefined) return;
      unsaved.current = undefined;
      // One after the other: an older text never overtakes a newer one.
      const sent = running.current.then(() => post("keep", { content }, isBackground));
      running.current = sent.catch(() => undefined);
      try {
        await sent;
        setState((was) => (unsaved.current === undefined && was !== "none" ? "saved" : was));
      } catch {
        unsaved.current ??= content;
        setState("failed");
      }
    },
    [post],
  );

  const keep = useCallback(
    (content: string) => {
      unsaved.current = content;
      setState((was) => (was === "failed" ? was : "typing"));
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), pause);
    },
    [save],
  );

  const discard = useCallback(() => {
    clearTimeout(timer.current);
    unsaved.current = undefined;
    setState("none");
    running.current = running.current.then(() => post("discard", {}, true)).catch(() => undefined);
  }, [post]);

  useEffect(() => {
    const hidden = () => {
      if (document.hidden) void save();
    };
    const left = () => void save();
    document.addEventListener("visibilitychange", hidden);
    window.addEventListener("pagehide", left);
    const forget = saveBeforeLeaving(save);
    return () => {
      document.removeEventListener("visibilitychange", hidden);
      window.removeEventListener("pagehide", left);
      forget();
      // The form goes away with its page, for a link or a lock: what was typed does not.
      void save();
    };
  }, [save]);

  useEffect(() => {
    if (state !== "failed") return;
    const again = setInterval(() => void save(true), retryEvery);
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => {
      clearInterval(again);
      window.removeEventListener("beforeunload", warn);
    };
  }, [state, save]);

  return { state, keep, discard };
}
