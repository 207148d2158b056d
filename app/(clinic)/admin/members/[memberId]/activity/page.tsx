import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ActivityActions, ActivityDays } from "#components/audit/activity-tables";
import { PeriodForm } from "#components/audit/period-form";
import { ExportDialog } from "#components/exports/export-dialog";
import { PageHeading } from "#components/ui/page-heading";
import { TextLink } from "#components/ui/text-link";
import { memberActivity } from "#lib/audit/activity";
import { ReadActivity } from "#lib/audit/input";
import { currentActor, inScope } from "#lib/auth/session";
import { dayOf } from "#lib/dates";
import { memberTrailHref } from "#lib/routes";

export const metadata: Metadata = { title: "Activity of a member" };

const aDay = 86_400_000;

/** What one member did, day by day: how many charts they opened, of how many patients, and what else. */
export default async function ActivityPage({
  params,
  searchParams,
}: PageProps<"/admin/members/[memberId]/activity">) {
  const { tenantId, tenant } = await currentActor();
  const { memberId } = await params;
  const { from, to } = await searchParams;
  const today = dayOf(new Date(), tenant.timeZone);
  const asked = ReadActivity.safeParse({ memberId, from, to });
  const usual = ReadActivity.safeParse({
    memberId,
    from: dayOf(new Date(Date.now() - 29 * aDay), tenant.timeZone),
    to: today,
  });
  const period = asked.success ? asked.data : usual.data;
  if (!period) notFound();
  const activity = await inScope("audit:read", (scope) => memberActivity(scope, period));
  const what = { member: period.memberId, from: period.from, to: period.to };

  return (
    <>
      <PageHeading title={`Activity of ${activity.member}`}>
        <TextLink href={memberTrailHref(memberId)}>Audit trail</TextLink>
        <ExportDialog
          title="Export what this member did"
          tenantId={tenantId}
          holdsPhi
          choices={[
            { label: "CSV", path: "/api/audit/trail/export", what: { ...what, format: "csv" } },
            { label: "JSON", path: "/api/audit/trail/export", what: { ...what, format: "json" } },
            {
              label: "FHIR Bundle",
              path: "/api/audit/trail/export",
              what: { ...what, format: "fhir" },
            },
          ]}
        >
          <p className="text-ink-2">Every event of these days, with the names of the patients.</p>
        </ExportDialog>
      </PageHeading>
      <PeriodForm
        from={period.from}
        to={period.to}
        isRefused={!asked.success && (from !== undefined || to !== undefined)}
      />
      <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
        <ActivityDays activity={activity} timeZone={tenant.timeZone} />
        <ActivityActions activity={activity} what={what} />
      </div>
    </>
  );
}
