import type { Metadata } from "next";
import { RestrictChoice } from "#components/break-glass/restrict-choice";
import { RestrictedTable } from "#components/break-glass/restricted-table";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { listRestricted } from "#lib/break-glass/restrictions";

export const metadata: Metadata = { title: "Restricted charts" };

/** Everyone whose chart is closed to all but the care team. */
export default async function RestrictionsPage() {
  const { tenant, tenantId } = await currentActor();
  const restricted = await inScope("restriction:manage", listRestricted);
  return (
    <>
      <PageHeading title="Restricted charts" note={String(restricted.length)}>
        <RestrictChoice tenantId={tenantId} />
      </PageHeading>
      <RestrictedTable restricted={restricted} timeZone={tenant.timeZone} />
    </>
  );
}
