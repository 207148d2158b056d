"use client";

import { useEffect, useRef } from "react";
import { useFreshAction } from "#components/factors/step-up";
import type { FormAction } from "#lib/form-state";

/** A form about the clinic's keys: it asks for a fresh proof where the action wants one, and says once that it is done. */
export function useKeyChange<View>(action: FormAction<View>, onDone: () => void) {
  const [state, onSubmit, isPending] = useFreshAction(action);
  const answered = useRef<string>(undefined);
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });

  useEffect(() => {
    if (state.status !== "done" || answered.current === state.requestId) return;
    answered.current = state.requestId;
    done.current();
  }, [state]);

  return { state, onSubmit, isPending };
}
