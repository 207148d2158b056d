import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { GrantReview } from "#components/break-glass/grant-review";
import { GrantTable } from "#components/break-glass/review-queue";
import { SuspendedMembers } from "#components/break-glass/suspended";
import { Section } from "#components/home/section";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { WhichGrant } from "#lib/break-glass/input";
import { getGrant, listGrants } from "#lib/break-glass/reviews";
import { reviewHours } from "#lib/break-glass/rules";
import { endGrantOfAction, reviewGrantAction } from "./actions.ts";

export const metadata: Metadata = { title: "Emergency access" };

/** Every time somebody broke the glass: what waits for its review, then what was reviewed; or the one that the address names. */
export default async function BreakGlassPage({ searchParams }: PageProps<"/admin/break-glass">) {
  const { grant: grantId } = await searchParams;
  const { tenant } = await currentActor();
  if (grantId !== undefined) {
    const which = WhichGrant.safeParse({ grantId });
    if (!which.success) notFound();
    const grant = await inScope("glass:review", (scope) => getGrant(scope, which.data));
    return (
      <GrantReview
        grant={grant}
        timeZone={tenant.timeZone}
        actions={{ end: endGrantOfAction, review: reviewGrantAction }}
      />
    );
  }
  const { waiting, reviewed } = await inScope("glass:review", listGrants);
  return (
    <>
      <PageHeading
        title="Emergency access"
        note={`${waiting.length} waiting; another member reviews each within ${reviewHours} hours`}
      />
      <SuspendedMembers grants={waiting} />
      <Section title="Waits for review" note="The longest first">
        <GrantTable
          caption="Accesses that wait for their review"
          grants={waiting}
          timeZone={tenant.timeZone}
          none="Nothing waits for a review"
        />
      </Section>
      <Section title="Reviewed" note="The newest first">
        <GrantTable
          caption="Accesses that were reviewed"
          grants={reviewed}
          timeZone={tenant.timeZone}
          none="Nothing was reviewed yet"
        />
      </Section>
    </>
  );
}
