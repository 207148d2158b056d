import { BreakForm } from "#components/break-glass/break-form";
import { GrantLine } from "#components/break-glass/grant-line";
import { SuspendedSelf } from "#components/break-glass/suspended";
import { Card } from "#components/ui/card";
import { LinkButton } from "#components/ui/link-button";
import { Notice } from "#components/ui/notice";
import { PageHeading } from "#components/ui/page-heading";
import { categoriesShown, grantMinutes, reviewHours } from "#lib/break-glass/rules";
import type { GateView } from "#lib/break-glass/view";
import { civilDate } from "#lib/dates";
import type { FormAction } from "#lib/form-state";
import { chartHref, restrictionHref } from "#lib/routes";

/** What stands in place of a restricted chart: whose it is, what is closed, and what breaking the glass means. Nothing else of the patient. */
export function Gate<View>({
  gate,
  timeZone,
  action,
}: {
  readonly gate: GateView;
  readonly timeZone: string;
  readonly action: FormAction<View>;
}) {
  const { patient, closed, first } = gate;
  const isPart = !closed.includes("chart");
  return (
    <div className="flex max-w-160 flex-col gap-3">
      <PageHeading
        title={isPart ? "Part of this chart is restricted" : "This chart is restricted"}
      />
      <section
        aria-label="Patient"
        className="flex flex-wrap items-baseline gap-x-4 rounded-card bg-restricted-bg px-3 py-2"
      >
        <p className="min-w-0 break-words font-semibold text-lg">{patient.name}</p>
        <p className="tabular text-ink-2">
          Born {patient.birthDate === undefined ? "not recorded" : civilDate(patient.birthDate)}
        </p>
      </section>
      <Notice tone="restricted" title={`Restricted: ${categoriesShown(closed)}`}>
        Only the patient's care team sees it. If you treat this patient now, you can open it for{" "}
        {grantMinutes} minutes, to read and for this patient alone. Everything you look at is
        recorded, the administrators are told at once, and one of them reviews it within{" "}
        {reviewHours} hours.
      </Notice>
      {first === undefined ? null : (
        <Notice tone="warning" title="You opened this chart before, within the last 24 hours">
          <GrantLine grant={first} timeZone={timeZone} />
        </Notice>
      )}
      <Way gate={gate} action={action} />
      <div className="flex flex-wrap gap-2">
        <LinkButton href="/patients" prefetch={false}>
          Back to the patients
        </LinkButton>
        {isPart ? (
          <LinkButton href={chartHref(patient.patientId)} prefetch={false}>
            Back to the chart
          </LinkButton>
        ) : null}
        {gate.mayManage ? (
          <LinkButton href={restrictionHref(patient.patientId)} prefetch={false}>
            Manage the restriction
          </LinkButton>
        ) : null}
      </div>
    </div>
  );
}

function Way<View>({
  gate,
  action,
}: {
  readonly gate: GateView;
  readonly action: FormAction<View>;
}) {
  if (!gate.mayBreak)
    return (
      <Notice tone="neutral" title="Your role cannot open a restricted chart">
        What the patient owes and has paid stays in Billing. If you need more for your work, ask an
        administrator of your clinic.
      </Notice>
    );
  if (gate.isSuspended) return <SuspendedSelf />;
  return (
    <Card title="Break the glass" headingId="break-glass">
      <BreakForm patientId={gate.patient.patientId} action={action} />
    </Card>
  );
}
