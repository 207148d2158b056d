import type { Metadata } from "next";
import { FaultNotice } from "#components/sso/fault-notice";
import { OwnIdentities } from "#components/sso/own-identities";
import { Notice } from "#components/ui/notice";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor } from "#lib/auth/session";
import { ownSso } from "#lib/sso/own";
import { ssoFaults } from "#lib/sso/view";
import { linkSsoAction, unlinkSsoAction } from "./actions.ts";

export const metadata: Metadata = { title: "Your single sign-on" };

/** Who a member is at their clinic's identity provider: linking it, and taking it away again. */
export default async function OwnSsoPage({ searchParams }: PageProps<"/me/sso">) {
  const actor = await currentActor();
  const { linked, error } = await searchParams;
  const fault = ssoFaults.find((each) => each === error);

  return (
    <div className="max-w-2xl">
      <PageHeading title="Your single sign-on" />
      {fault ? <FaultNotice fault={fault} /> : null}
      {linked === "1" ? (
        <Notice tone="ok" title="Linked. You may now sign in through it." className="mb-4" />
      ) : null}
      <OwnIdentities
        sso={await ownSso(actor)}
        clinic={actor.tenant.name}
        timeZone={actor.tenant.timeZone}
        link={linkSsoAction}
        unlink={unlinkSsoAction}
      />
    </div>
  );
}
