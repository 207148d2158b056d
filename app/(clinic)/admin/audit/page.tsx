import type { Metadata } from "next";
import { TrailExplorer } from "#components/audit/trail-explorer";
import { loadTrailState } from "#components/audit/trail-state";
import { VerificationPanel } from "#components/audit/verification-panel";
import { PageHeading } from "#components/ui/page-heading";
import { readFilters } from "#lib/audit/input";
import { listViews } from "#lib/audit/saved-views";
import { listTrail, listTrailMembers } from "#lib/audit/trail";
import { currentActor, inScope } from "#lib/auth/session";
import { chainStanding } from "#lib/checkpoints/standing";
import { removeViewAction, saveViewAction, verifyNowAction } from "./actions.ts";

export const metadata: Metadata = { title: "Audit trail" };

/** Everything that was done in the clinic, by whom and to whom, and whether the record of it is whole. */
export default async function AuditPage({ searchParams }: PageProps<"/admin/audit">) {
  const asked = Object.entries(await loadTrailState(searchParams)).filter(
    ([, value]) => value !== null,
  );
  const { filters } = readFilters(Object.fromEntries(asked));
  const { tenantId, tenant } = await currentActor();
  const { members, standing, trail, views } = await inScope("audit:read", async (scope) => ({
    views: await listViews(scope),
    members: await listTrailMembers(scope),
    standing: await chainStanding(scope),
    trail: await listTrail(scope, { ...filters, size: 50 }),
  }));

  return (
    <>
      <PageHeading title="Audit trail" />
      <VerificationPanel standing={standing} timeZone={tenant.timeZone} action={verifyNowAction} />
      <TrailExplorer
        tenantId={tenantId}
        timeZone={tenant.timeZone}
        members={members}
        first={{ filters, trail }}
        views={views}
        actions={{ save: saveViewAction, remove: removeViewAction }}
      />
    </>
  );
}
