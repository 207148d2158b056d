"use client";

import { useState } from "react";
import { Notice } from "#components/ui/notice";
import { PasskeyEnrolment } from "./passkey-enrolment.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { TotpEnrolment } from "./totp-enrolment.tsx";

/** A kind of factor that can be added. */
export type FactorKind = "totp" | "passkey";

/** Adds a factor of one kind. When recovery codes came with it, they are shown before it is over. */
export function Enrolment({
  kind,
  doneLabel,
  onDone,
}: {
  readonly kind: FactorKind;
  readonly doneLabel: string;
  readonly onDone: () => void;
}) {
  const [codes, setCodes] = useState<readonly string[]>();
  const added = (view: { readonly codes: readonly string[] }) => {
    if (view.codes.length === 0) onDone();
    else setCodes(view.codes);
  };
  if (codes === undefined)
    return kind === "totp" ? (
      <TotpEnrolment onAdded={added} />
    ) : (
      <PasskeyEnrolment onAdded={added} />
    );
  return (
    <>
      <Notice
        live
        tone="ok"
        title={kind === "totp" ? "Your authenticator app is set up." : "Your passkey is kept."}
        className="mb-3"
      />
      <RecoveryCodes codes={codes} doneLabel={doneLabel} onDone={onDone} />
    </>
  );
}
