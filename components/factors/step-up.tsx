"use client";

import {
  createContext,
  type FormEvent,
  type ReactNode,
  startTransition,
  useActionState,
  useCallback,
  useContext,
  useMemo,
  useRef,
  useState,
} from "react";
import { Dialog } from "#components/ui/dialog";
import { useToast } from "#components/ui/toast";
import type { MeansView } from "#lib/factors/view";
import type { FormAction, FormState } from "#lib/form-state";
import { postJson, RequestFailed } from "#lib/post-json";
import { FailureNotice } from "./failure-notice.tsx";
import { type Failure, failureOf } from "./failure-words.ts";
import { ProofForm } from "./proof-form.tsx";

const StepUp = createContext<() => Promise<boolean>>(async () => false);

/** Asks the person to prove that it is still them, in a dialog over the page. False when they would rather not. */
export const useStepUp = () => useContext(StepUp);

/** The same action, which asks the person to prove who they are where it wants that, and is then sent once more. */
export function useInsisting<View>(action: FormAction<View>): FormAction<View> {
  const stepUp = useStepUp();
  return async (previous, form) => {
    let answer = await action(previous, form);
    while (answer.status === "reauth" && (await stepUp())) answer = await action(previous, form);
    return answer;
  };
}

/**
 * `useActionState` for an action that may ask for a fresh proof: the dialog opens, and the same form is
 * sent again once the proof was right. Give `submit` to the form's `onSubmit`, so that what was typed
 * stays, also when the person closes the dialog; the state is `reauth` then, and nothing was done.
 */
export function useFreshAction<View>(
  action: FormAction<View>,
): readonly [FormState<View>, (event: FormEvent<HTMLFormElement>) => void, boolean] {
  const [state, send, isPending] = useActionState(useInsisting(action), { status: "idle" });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { submitter } = event.nativeEvent as SubmitEvent;
    const form = new FormData(event.currentTarget, submitter);
    startTransition(() => send(form));
  };
  return [state, submit, isPending];
}

/** Asks one of our JSON doors, and once more after a fresh proof when that is what it wants. */
export function useFreshPost() {
  const stepUp = useStepUp();
  return async <View,>(work: () => Promise<View>): Promise<View> => {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        const isAsked = error instanceof RequestFailed && error.code === "REAUTH";
        if (!isAsked || !(await stepUp())) throw error;
      }
    }
  };
}

/** By what the person can prove who they are, asked for anew each time the dialog opens. */
function useMeans() {
  const [means, setMeans] = useState<MeansView>();
  const [failure, setFailure] = useState<Failure>();
  const load = useCallback(async () => {
    setMeans(undefined);
    setFailure(undefined);
    try {
      setMeans(await postJson<MeansView>("/api/factors/means", {}, { staysOnPage: true }));
    } catch (error) {
      setFailure(failureOf(error));
    }
  }, []);
  return { means, failure, load };
}

/** Gives the pages inside it the dialog that `useStepUp` opens. */
export function StepUpProvider({ children }: { readonly children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const waiting = useRef<((isProved: boolean) => void)[]>([]);
  const toast = useToast();
  const { means, failure, load } = useMeans();

  // Whoever asks while the dialog is open gets its answer too.
  const ask = useMemo(
    () => () =>
      new Promise<boolean>((resolve) => {
        waiting.current.push(resolve);
        setOpen(true);
        void load();
      }),
    [load],
  );
  const close = (isProved: boolean) => {
    setOpen(false);
    for (const resolve of waiting.current.splice(0)) resolve(isProved);
  };

  return (
    <StepUp value={ask}>
      {children}
      <Dialog
        title="Is it still you?"
        description="What you are about to do asks for a proof that is at most five minutes old."
        className="w-96"
        open={isOpen}
        onOpenChange={(next) => {
          if (!next) close(false);
        }}
      >
        <FailureNotice failure={failure} />
        {means === undefined ? (
          <p className="text-ink-3" aria-live="polite">
            {failure === undefined ? "One moment…" : ""}
          </p>
        ) : (
          <ProofForm
            means={means}
            onProved={({ codesLeft }) => {
              if (codesLeft !== null)
                toast({
                  title: `${codesLeft} recovery codes left`,
                  description: "Make new ones before the last is used: Your sign-in factors.",
                });
              close(true);
            }}
          />
        )}
      </Dialog>
    </StepUp>
  );
}
