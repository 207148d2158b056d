"use client";

import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button";
import { TextField } from "#components/ui/text-field";
import type { NewCodesView, NewTotpView } from "#lib/factors/view";
import { postJson, RequestFailed } from "#lib/post-json";
import { FailureNotice } from "./failure-notice.tsx";
import { type Failure, failureOf } from "./failure-words.ts";
import { QrCode } from "./qr-code.tsx";
import { useFreshPost } from "./step-up.tsx";
import { typedText } from "./typed-text.ts";
import { useFirstFocus } from "./use-first-focus.ts";

const here = { staysOnPage: true } as const;
const grouped = (typed: string) => typed.replace(/.{4}(?=.)/g, "$& ");

/** Sets an authenticator app up: scan or type the key, then show a code of it. */
export function TotpEnrolment({ onAdded }: { readonly onAdded: (view: NewCodesView) => void }) {
  const [seed, setSeed] = useState<NewTotpView>();
  const [failure, setFailure] = useState<Failure>();
  const [isPending, setPending] = useState(false);
  const freshly = useFreshPost();
  const fresh = useRef(freshly);
  const form = useFirstFocus<HTMLFormElement>(seed);

  const begin = useCallback(async () => {
    try {
      setSeed(await fresh.current(() => postJson<NewTotpView>("/api/factors/totp/new", {}, here)));
    } catch (error) {
      setFailure(failureOf(error));
    }
  }, []);
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    void begin();
  }, [begin]);

  const confirm = async (code: string) => {
    setPending(true);
    setFailure(undefined);
    try {
      onAdded(
        await freshly(() => postJson<NewCodesView>("/api/factors/totp/confirm", { code }, here)),
      );
    } catch (error) {
      setFailure(failureOf(error));
      if (error instanceof RequestFailed && error.code === "FACTOR_EXPIRED") await begin();
      form.current?.querySelector("input")?.select();
    }
    setPending(false);
  };

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void confirm(typedText(event.currentTarget, "code"));
  };

  if (!seed)
    return (
      <>
        <FailureNotice failure={failure} />
        <p className="text-ink-3" aria-live="polite">
          {failure ? "" : "One moment…"}
        </p>
      </>
    );
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <FailureNotice failure={failure} />
      <p className="mb-3">Scan this with your authenticator app.</p>
      <QrCode qr={seed.qr} label="QR code for your authenticator app" />
      <details className="my-3">
        <summary className="text-accent underline underline-offset-2">
          Type the key instead of scanning
        </summary>
        <p className="mt-2 break-words rounded-control bg-sunken p-2 font-mono" data-testid="key">
          {grouped(seed.typed)}
        </p>
        <p className="mt-1 text-ink-3 text-xs">Time based, 6 digits, 30 seconds, SHA-1.</p>
      </details>
      <TextField
        label="Code that the app shows"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        className="mb-3"
      />
      <Button
        type="submit"
        look="primary"
        size="form"
        className="w-full justify-center"
        disabled={isPending}
        focusableWhenDisabled
      >
        {isPending ? "Checking…" : "Confirm"}
      </Button>
    </form>
  );
}
