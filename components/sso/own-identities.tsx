"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useFreshAction } from "#components/factors/step-up";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { clinicDateTime } from "#lib/dates";
import type { FormAction } from "#lib/form-state";
import type { IdentityView, OwnSsoView } from "#lib/sso/view";
import { Declined } from "./declined.tsx";

/** What a member has linked at their clinic's provider, with the way to link it and to take it away. */
export function OwnIdentities({
  sso,
  clinic,
  timeZone,
  link,
  unlink,
}: {
  readonly sso: OwnSsoView;
  readonly clinic: string;
  readonly timeZone: string;
  readonly link: FormAction<{ readonly address: string }>;
  readonly unlink: FormAction<void>;
}) {
  const { issuer, identities } = sso;
  const isLinked = identities.some((each) => each.issuer === issuer);
  return (
    <Card title={clinic} headingId="own-sso">
      <p className="mb-3 text-ink-2">
        {issuer === undefined
          ? "This clinic has no single sign-on, or it is switched off."
          : "Once linked, you may sign in through your clinic's own sign-in page. It opens this clinic alone; your password goes on working."}
      </p>
      <ul className="mb-3 flex flex-col gap-2 empty:hidden">
        {identities.map((identity) => (
          <li key={identity.identityId}>
            <Identity identity={identity} timeZone={timeZone} action={unlink} />
          </li>
        ))}
      </ul>
      {issuer === undefined || isLinked ? null : <LinkForm issuer={issuer} action={link} />}
    </Card>
  );
}

function Identity({
  identity,
  timeZone,
  action,
}: {
  readonly identity: IdentityView;
  readonly timeZone: string;
  readonly action: FormAction<void>;
}) {
  const [state, submit, isPending] = useFreshAction(action);
  const router = useRouter();
  useEffect(() => {
    if (state.status === "done") router.refresh();
  }, [state, router]);
  const { identityId, issuer, linkedAt, lastUsedAt } = identity;
  return (
    <form onSubmit={submit} className="flex flex-col gap-2 rounded-control border border-line p-2">
      <input type="hidden" name="identityId" value={identityId} />
      <div className="flex flex-wrap items-center gap-2">
        <div className="min-w-0 flex-1">
          <p className="break-all font-medium">{issuer}</p>
          <p className="tabular text-ink-3 text-xs">
            Linked {clinicDateTime(linkedAt, timeZone)} ·{" "}
            {lastUsedAt === null
              ? "not used yet"
              : `last used ${clinicDateTime(lastUsedAt, timeZone)}`}
          </p>
        </div>
        <Button type="submit" size="form" disabled={isPending} focusableWhenDisabled>
          Unlink
        </Button>
      </div>
      <Declined state={state} />
    </form>
  );
}

function LinkForm({
  issuer,
  action,
}: {
  readonly issuer: string;
  readonly action: FormAction<{ readonly address: string }>;
}) {
  const [state, submit, isPending] = useFreshAction(action);
  useEffect(() => {
    if (state.status === "done") window.location.assign(state.view.address);
  }, [state]);
  const isBusy = isPending || state.status === "done";
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <Declined state={state} />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button type="submit" look="primary" size="form" disabled={isBusy} focusableWhenDisabled>
          {isBusy ? "One moment" : "Link single sign-on"}
        </Button>
        <span className="break-all text-ink-3 text-xs">{issuer}</span>
      </div>
    </form>
  );
}
