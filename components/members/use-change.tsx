"use client";

import { useEffect, useRef } from "react";
import { useFreshAction } from "#components/factors/step-up";
import type { FormAction, Issues } from "#lib/form-state";

const none: Issues = {};

/**
 * A form that changes something about a member. Where the action asks for a fresh proof, the person
 * gives it and the same form is sent again; what was typed stays until the answer is done.
 */
export function useChange<View>(action: FormAction<View>, onDone: (view: View) => void) {
  const [state, onSubmit, isPending] = useFreshAction(action);
  const answered = useRef<string>(undefined);
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });

  useEffect(() => {
    if (state.status !== "done" || answered.current === state.requestId) return;
    answered.current = state.requestId;
    done.current(state.view);
  }, [state]);

  return {
    state,
    onSubmit,
    isPending,
    issues: state.status === "invalid" ? state.issues : none,
  };
}
