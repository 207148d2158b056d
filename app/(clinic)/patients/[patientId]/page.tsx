import type { Metadata } from "next";
import { AccountSummary } from "#components/billing/account-summary";
import { ChartSummary } from "#components/charting/chart-summary";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { getPatientBilling } from "#lib/billing/account";
import { getAllergies, getVisits, listMedications, listProblems } from "#lib/charting/queries";
import { chartPermissions } from "#lib/charting/rules";
import { dayOf } from "#lib/dates";
import { latestAbnormal, latestResults } from "#lib/labs/latest";
import { getLabGrid, getVitals } from "#lib/labs/queries";
import { patientIdOf } from "./address.ts";

export const metadata: Metadata = { title: "Summary - Patient" };

/** The chart at a glance: each part only for a role that may see it. */
export default async function SummaryPage({ params }: PageProps<"/patients/[patientId]">) {
  const patientId = await patientIdOf(params);
  const { roles, tenant } = await currentActor();
  const summary = await inScope(chartPermissions(roles), async (scope) => ({
    problems: scope.allows("problem:read") ? await listProblems(scope, patientId) : undefined,
    medications: scope.allows("medication:read")
      ? await listMedications(scope, patientId)
      : undefined,
    allergies: scope.allows("allergy:read") ? await getAllergies(scope, patientId) : undefined,
    visits: scope.allows("schedule:read") ? await getVisits(scope, patientId) : undefined,
    labs: scope.allows("lab:read") ? await getLabGrid(scope, patientId, 0) : undefined,
    vitals: scope.allows("vital:read") ? await getVitals(scope, patientId, 0) : undefined,
    billing: scope.allows("invoice:read") ? await getPatientBilling(scope, patientId) : undefined,
  }));

  return (
    <>
      <PageHeading title="Summary" />
      <ChartSummary
        patientId={patientId}
        timeZone={tenant.timeZone}
        today={dayOf(new Date(), tenant.timeZone)}
        problems={summary.problems}
        medications={summary.medications}
        allergies={summary.allergies}
        visits={summary.visits}
        abnormal={summary.labs && latestAbnormal(summary.labs)}
        hasLabs={(summary.labs?.collections.length ?? 0) > 0}
        vitals={summary.vitals && latestResults(summary.vitals)}
      />
      {summary.billing === undefined ? null : (
        <AccountSummary patientId={patientId} billing={summary.billing} />
      )}
    </>
  );
}
