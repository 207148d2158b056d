"use client";

import {
  type FormEvent,
  startTransition,
  useActionState,
  useCallback,
  useEffect,
  useRef,
} from "react";
import { useInsisting } from "#components/factors/step-up";
import type { FormAction, Issues } from "#lib/form-state";

const none: Issues = {};

/**
 * A form that changes something about a member. It keeps what was typed when the answer is not yet
 * done, and can send the very same form again once who is asking has been proved.
 */
export function useChange<View>(action: FormAction<View>, onDone: (view: View) => void) {
  const [state, dispatch, isPending] = useActionState(useInsisting(action), { status: "idle" });
  const sent = useRef<FormData>(null);
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

  const send = useCallback(
    (form: FormData) => {
      sent.current = form;
      startTransition(() => dispatch(form));
    },
    [dispatch],
  );
  return {
    state,
    isPending,
    issues: state.status === "invalid" ? state.issues : none,
    onSubmit(event: FormEvent<HTMLFormElement>) {
      event.preventDefault();
      send(new FormData(event.currentTarget));
    },
    again: useCallback(() => {
      if (sent.current) send(sent.current);
    }, [send]),
  };
}
