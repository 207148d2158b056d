"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Dialog } from "#components/ui/dialog";
import { Notice } from "#components/ui/notice";
import { useToast } from "#components/ui/toast";
import { clinicDate } from "#lib/dates";
import { recoveryCodeCounts } from "#lib/factors/recovery-code-counts";
import type { FactorsView, NewCodesView } from "#lib/factors/view";
import { postJson } from "#lib/post-json";
import { Enrolment, type FactorKind } from "./enrolment.tsx";
import { FailureNotice } from "./failure-notice.tsx";
import { type Failure, failureOf } from "./failure-words.ts";
import { PasskeyList } from "./passkey-list.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { useFreshPost } from "./step-up.tsx";

const here = { staysOnPage: true } as const;

const asked = {
  1: undefined,
  2: "Your clinic asks for a second factor when you sign in.",
  3: "Your clinic asks for a passkey when you sign in.",
} as const;

function Row({ children, action }: { readonly children: ReactNode; readonly action: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p className="min-w-0 flex-1 basis-64 text-ink-2">{children}</p>
      <div className="flex gap-2">{action}</div>
    </div>
  );
}

/** A person's own factors: what there is, adding, removing, and new recovery codes. Each change asks for a fresh proof. */
export function FactorSettings({
  factors,
  timeZone,
}: {
  readonly factors: FactorsView;
  readonly timeZone: string;
}) {
  const router = useRouter();
  const toast = useToast();
  const freshly = useFreshPost();
  const [adding, setAdding] = useState<FactorKind>();
  const [codes, setCodes] = useState<readonly string[]>();
  const [failure, setFailure] = useState<Failure>();
  const [isPending, setPending] = useState(false);
  const hasFactor = factors.totpSince !== null || factors.passkeys.length > 0;
  const rule = asked[factors.required];

  /** Does one change, says so, and shows the page as it is now. */
  const send = async (path: string, body: unknown, said?: string) => {
    setPending(true);
    setFailure(undefined);
    try {
      const view = await freshly(() => postJson<NewCodesView | null>(path, body, here));
      if (view) setCodes(view.codes);
      if (said !== undefined) toast({ title: said });
      router.refresh();
    } catch (error) {
      setFailure(failureOf(error));
    }
    setPending(false);
  };
  const change = (path: string, body: unknown, said?: string) => void send(path, body, said);
  const done = (said: string) => {
    setAdding(undefined);
    setCodes(undefined);
    toast({ title: said, description: "Your other sessions have ended." });
    router.refresh();
  };

  return (
    <div className="flex max-w-3xl flex-col gap-3">
      <FailureNotice failure={failure} />
      {rule === undefined ? null : <Notice tone="info" title={rule} />}
      <Card title="Authenticator app" headingId="totp">
        <Row
          action={
            <>
              <Button onClick={() => setAdding("totp")}>
                {factors.totpSince === null ? "Set up" : "Replace"}
              </Button>
              {factors.totpSince === null ? null : (
                <Button
                  disabled={isPending}
                  onClick={() =>
                    change("/api/factors/remove", { kind: "totp" }, "The app is removed")
                  }
                >
                  Remove
                </Button>
              )}
            </>
          }
        >
          {factors.totpSince === null
            ? "An app on your phone shows a new six-digit code every thirty seconds."
            : `Set up on ${clinicDate(factors.totpSince, timeZone)}.`}
        </Row>
      </Card>
      <Card
        title="Passkeys"
        headingId="passkeys"
        action={<Button onClick={() => setAdding("passkey")}>Add a passkey</Button>}
      >
        <PasskeyList
          passkeys={factors.passkeys}
          timeZone={timeZone}
          isPending={isPending}
          onRename={(credentialId, label) =>
            change("/api/factors/passkeys/rename", { credentialId, label }, "Renamed")
          }
          onRemove={(credentialId) =>
            change(
              "/api/factors/remove",
              { kind: "passkey", credentialId },
              "The passkey is removed",
            )
          }
        />
      </Card>
      <Card title="Recovery codes" headingId="recovery">
        <Row
          action={
            hasFactor ? (
              <Button
                disabled={isPending}
                onClick={() => change("/api/factors/recovery-codes", {})}
              >
                Make new codes
              </Button>
            ) : null
          }
        >
          {hasFactor
            ? `${factors.codesLeft} of ${recoveryCodeCounts.made} left. New codes make the old ones worth nothing.`
            : "You get ten codes with your first factor, for the day on which you do not have it."}
        </Row>
        {hasFactor && factors.codesLeft <= recoveryCodeCounts.few ? (
          <Notice tone="warning" title="Few recovery codes are left." className="mt-2">
            Make new ones now, so that you can still come in when you lose your other factors.
          </Notice>
        ) : null}
      </Card>
      <Dialog
        title={adding === "totp" ? "Set up an authenticator app" : "Add a passkey"}
        open={adding !== undefined}
        onOpenChange={(isOpen) => {
          if (!isOpen) setAdding(undefined);
        }}
      >
        {adding === undefined ? null : (
          <Enrolment
            kind={adding}
            doneLabel="Done"
            onDone={() =>
              done(adding === "totp" ? "Your authenticator app is set up" : "Your passkey is kept")
            }
          />
        )}
      </Dialog>
      <Dialog
        title="New recovery codes"
        open={codes !== undefined}
        onOpenChange={(isOpen) => {
          if (!isOpen) setCodes(undefined);
        }}
      >
        {codes === undefined ? null : (
          <RecoveryCodes
            codes={codes}
            doneLabel="Done"
            onDone={() => done("You have new recovery codes")}
          />
        )}
      </Dialog>
    </div>
  );
}
