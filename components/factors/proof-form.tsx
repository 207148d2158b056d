"use client";

import { KeyRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button";
import { TextField } from "#components/ui/text-field";
import type { MeansView, ProvedView } from "#lib/factors/view";
import { postJson } from "#lib/post-json";
import { FailureNotice } from "./failure-notice.tsx";
import { type Failure, failureOf } from "./failure-words.ts";
import { proveByPasskey } from "./passkey-client.ts";
import { typedText } from "./typed-text.ts";
import { useFirstFocus } from "./use-first-focus.ts";

type Way = "passkey" | "code" | "recovery" | "password";

const others: Readonly<Record<Way, string>> = {
  passkey: "Use a passkey",
  code: "Use a code of your authenticator app",
  recovery: "Use a recovery code",
  password: "Use your password",
};

const waysOf = ({ hasPasskey, hasTotp, hasRecoveryCodes, hasPassword }: MeansView): Way[] => {
  const all: readonly (readonly [Way, boolean])[] = [
    ["passkey", hasPasskey],
    ["code", hasTotp],
    ["recovery", hasRecoveryCodes],
    ["password", hasPassword],
  ];
  return all.filter(([, has]) => has).map(([way]) => way);
};

const fields = {
  code: {
    label: "Code of your authenticator app",
    name: "code",
    hint: "Six digits. Each code counts once.",
    inputMode: "numeric",
    autoComplete: "one-time-code",
  },
  recovery: {
    label: "Recovery code",
    name: "code",
    hint: "One of the codes that you kept. It counts once.",
    autoComplete: "off",
    autoCapitalize: "characters",
  },
  password: {
    label: "Password",
    name: "password",
    type: "password",
    autoComplete: "current-password",
  },
} as const;

/**
 * Asks a person to prove who they are by one of the ways that they have: a passkey, a code of their
 * app, a recovery code, or, where they have no factor, the password. `onProved` is called once it was right.
 */
export function ProofForm({
  means,
  onProved,
}: {
  readonly means: MeansView;
  readonly onProved: (view: ProvedView) => void;
}) {
  const ways = waysOf(means);
  const [way, setWay] = useState<Way>(ways[0] ?? "password");
  const [failure, setFailure] = useState<Failure>();
  const [isPending, setPending] = useState(false);
  const form = useFirstFocus<HTMLFormElement>(way);

  const prove = async (asked: Promise<ProvedView>) => {
    setPending(true);
    setFailure(undefined);
    try {
      onProved(await asked);
    } catch (error) {
      setFailure(failureOf(error));
      form.current?.querySelector("input")?.select();
    }
    setPending(false);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (way === "passkey") return void prove(proveByPasskey());
    const typed = typedText(event.currentTarget, fields[way].name);
    const proof = way === "password" ? { by: way, password: typed } : { by: way, code: typed };
    return void prove(postJson("/api/factors/prove", proof, { staysOnPage: true }));
  };

  return (
    <form ref={form} onSubmit={submit} noValidate>
      <FailureNotice failure={failure} />
      {way === "passkey" ? (
        <p className="mb-3 text-ink-2">
          Your device asks you for your fingerprint, your face or its PIN.
        </p>
      ) : (
        // A field of its own for each way, so that nothing typed for one is sent for another.
        <TextField key={way} {...fields[way]} spellCheck={false} className="mb-3" />
      )}
      <Button
        type="submit"
        look="primary"
        size="form"
        className="w-full justify-center"
        disabled={isPending}
        focusableWhenDisabled
      >
        {way === "passkey" ? <KeyRound aria-hidden /> : null}
        {isPending ? "Checking…" : way === "passkey" ? "Use your passkey" : "Go on"}
      </Button>
      {ways.length > 1 ? (
        <ul className="mt-3 flex flex-col gap-1">
          {ways
            .filter((other) => other !== way)
            .map((other) => (
              <li key={other}>
                <button
                  type="button"
                  className="text-accent underline underline-offset-2"
                  onClick={() => {
                    setFailure(undefined);
                    setWay(other);
                  }}
                >
                  {others[other]}
                </button>
              </li>
            ))}
        </ul>
      ) : null}
    </form>
  );
}
