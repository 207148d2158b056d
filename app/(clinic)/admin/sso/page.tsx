import type { Metadata } from "next";
import { AddressCard } from "#components/sso/address-card";
import { ConnectionForm } from "#components/sso/connection-form";
import { ProviderTest } from "#components/sso/provider-test";
import { PageHeading } from "#components/ui/page-heading";
import { inScope } from "#lib/auth/session";
import { getConnection } from "#lib/sso/queries";
import { saveConnectionAction, testConnectionAction } from "./actions.ts";

export const metadata: Metadata = { title: "Single sign-on" };

/** The clinic's identity provider: where it is, what it needs to know of us, and whether it answers. */
export default async function SsoPage() {
  const { connection, redirectUri, signInLink } = await inScope("sso:manage", getConnection);

  return (
    <>
      <PageHeading title="Single sign-on" />
      <div className="grid max-w-5xl items-start gap-3 lg:grid-cols-2">
        <ConnectionForm connection={connection} action={saveConnectionAction} />
        <div className="flex min-w-0 flex-col gap-3">
          <AddressCard redirectUri={redirectUri} signInLink={signInLink} />
          {connection ? (
            <ProviderTest issuer={connection.issuer} action={testConnectionAction} />
          ) : null}
        </div>
      </div>
    </>
  );
}
