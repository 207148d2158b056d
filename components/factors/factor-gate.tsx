"use client";

import { KeyRound, Smartphone } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button";
import { Notice } from "#components/ui/notice";
import { recoveryCodeCounts } from "#lib/factors/recovery-code-counts";
import type { MeansView } from "#lib/factors/view";
import { Enrolment, type FactorKind } from "./enrolment.tsx";
import { ProofForm } from "./proof-form.tsx";
import { useFirstFocus } from "./use-first-focus.ts";

function Choose({
  kinds,
  onChoose,
}: {
  readonly kinds: readonly FactorKind[];
  readonly onChoose: (kind: FactorKind) => void;
}) {
  return (
    <div className="flex flex-col gap-2">
      {kinds.includes("passkey") ? (
        <Button size="form" className="justify-center" onClick={() => onChoose("passkey")}>
          <KeyRound aria-hidden /> Set up a passkey
        </Button>
      ) : null}
      {kinds.includes("totp") ? (
        <Button size="form" className="justify-center" onClick={() => onChoose("totp")}>
          <Smartphone aria-hidden /> Set up an authenticator app
        </Button>
      ) : null}
    </div>
  );
}

function FewLeft({
  codesLeft,
  onGoOn,
}: {
  readonly codesLeft: number;
  readonly onGoOn: () => void;
}) {
  const shown = useFirstFocus<HTMLDivElement>(codesLeft);
  return (
    <div ref={shown}>
      <Notice live tone="warning" title={`You have ${codesLeft} recovery codes left.`}>
        Make new ones under “Your sign-in factors” before the last is used.
      </Notice>
      <Button look="primary" size="form" className="mt-4 w-full justify-center" onClick={onGoOn}>
        Go on
      </Button>
    </div>
  );
}

/**
 * What stands between a password and the clinic: proving one of the person's factors, or, where the
 * clinic asks for one that they have not, setting it up. Then the whole document goes on to `next`.
 */
export function FactorGate({
  means,
  enrol,
  next,
}: {
  /** By what the person may prove who they are here; null where nothing that they have is enough. */
  readonly means: MeansView | null;
  /** What may be set up here; empty where the person only has to prove what they have. */
  readonly enrol: readonly FactorKind[];
  readonly next: string;
}) {
  const [kind, setKind] = useState<FactorKind>();
  const [codesLeft, setCodesLeft] = useState<number>();
  const goOn = () => window.location.replace(next);

  if (codesLeft !== undefined) return <FewLeft codesLeft={codesLeft} onGoOn={goOn} />;
  if (kind !== undefined)
    return (
      <>
        <Enrolment kind={kind} doneLabel="Go on to the clinic" onDone={goOn} />
        {enrol.length > 1 || means ? (
          <button
            type="button"
            className="mt-3 text-accent underline underline-offset-2 print:hidden"
            onClick={() => setKind(undefined)}
          >
            Another way
          </button>
        ) : null}
      </>
    );
  return (
    <>
      {means === null ? null : (
        <ProofForm
          means={means}
          onProved={(view) => {
            const isFew = view.codesLeft !== null && view.codesLeft <= recoveryCodeCounts.few;
            if (isFew) setCodesLeft(view.codesLeft ?? 0);
            else goOn();
          }}
        />
      )}
      {enrol.length === 0 ? null : (
        <>
          {means === null ? null : (
            <p className="mt-4 mb-2 border-line border-t pt-4 text-ink-2">
              You do not have it any more?
            </p>
          )}
          <Choose kinds={enrol} onChoose={setKind} />
        </>
      )}
    </>
  );
}
