import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { RestrictForm } from "#components/break-glass/restrict-form";
import { RestrictionCard } from "#components/break-glass/restriction-card";
import { Card } from "#components/ui/card";
import { LinkButton } from "#components/ui/link-button";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { getRestrictions } from "#lib/break-glass/restrictions";
import { restrictableLeft } from "#lib/break-glass/rules";
import { civilDate } from "#lib/dates";
import { PatientId } from "#lib/ids";
import { chartHref } from "#lib/routes";
import {
  addCarerAction,
  liftRestrictionAction,
  removeCarerAction,
  restrictChartAction,
} from "./actions.ts";

export const metadata: Metadata = { title: "Restriction - Patient" };

/** What restricts one patient's chart, who sees through it, and what else can be restricted. Nothing of the chart itself. */
export default async function RestrictionPage({
  params,
}: PageProps<"/admin/restrictions/[patientId]">) {
  const parsed = PatientId.safeParse((await params).patientId);
  if (!parsed.success) notFound();
  const { tenant } = await currentActor();
  const { patient, restrictions, members } = await inScope(
    "restriction:manage",
    (scope) => getRestrictions(scope, parsed.data),
    parsed.data,
  );
  const left = restrictableLeft(restrictions.map(({ category }) => category));
  return (
    <>
      <PageHeading
        title={patient.name}
        note={
          patient.birthDate === undefined
            ? "Birth date not recorded"
            : `born ${civilDate(patient.birthDate)}`
        }
      >
        <LinkButton href={chartHref(patient.patientId, "sensitivity")} prefetch={false}>
          Tag records
        </LinkButton>
        <LinkButton href={chartHref(patient.patientId)} prefetch={false}>
          Open the chart
        </LinkButton>
      </PageHeading>
      <div className="flex max-w-200 flex-col gap-3">
        {restrictions.length === 0 ? (
          <p className="text-ink-2">Nothing of this chart is restricted.</p>
        ) : null}
        {restrictions.map((restriction) => (
          <RestrictionCard
            key={restriction.restrictionId}
            restriction={restriction}
            members={members}
            timeZone={tenant.timeZone}
            actions={{
              add: addCarerAction,
              remove: removeCarerAction,
              lift: liftRestrictionAction,
            }}
          />
        ))}
        {left.length === 0 ? null : (
          <Card
            title={restrictions.length === 0 ? "Restrict" : "Restrict more"}
            headingId="restrict"
          >
            <RestrictForm
              key={restrictions.length}
              patientId={patient.patientId}
              categories={left}
              members={members}
              action={restrictChartAction}
            />
          </Card>
        )}
      </div>
    </>
  );
}
