import type { Metadata } from "next";
import { CheckForm } from "#components/issued/check-form";
import { IssuedList } from "#components/issued/issued-list";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { listIssued } from "#lib/issued/queries";
import { checkIssuedAction } from "./actions.ts";

export const metadata: Metadata = { title: "Issued documents" };

/** Every print and export that left the clinic, and whether one that came back is still what was issued. */
export default async function IssuedPage() {
  const { tenantId, tenant } = await currentActor();
  const first = await inScope("issued:read", (scope) => listIssued(scope, { size: 50 }));

  return (
    <>
      <PageHeading title="Issued documents" />
      <CheckForm timeZone={tenant.timeZone} clinic={tenant.name} action={checkIssuedAction} />
      <IssuedList tenantId={tenantId} timeZone={tenant.timeZone} first={first} />
    </>
  );
}
