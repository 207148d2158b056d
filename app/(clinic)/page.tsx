import type { Metadata } from "next";
import { InvoiceTable } from "#components/billing/invoice-table";
import { SuspendedSelf } from "#components/break-glass/suspended";
import { AbnormalResults } from "#components/home/abnormal-results";
import { Receivables } from "#components/home/receivables";
import { ReviewsLeft } from "#components/home/reviews-left";
import { Section } from "#components/home/section";
import { ChainStanding, Denials } from "#components/home/trust";
import { VisitTable } from "#components/home/visit-table";
import { Notice } from "#components/ui/notice";
import { PageHeading } from "#components/ui/page-heading";
import { TextLink } from "#components/ui/text-link";
import { can, type Permission } from "#lib/access/permissions";
import { listTrail } from "#lib/audit/trail";
import { currentActor, inScope } from "#lib/auth/session";
import { getBillingHome } from "#lib/billing/home";
import { listInvoices } from "#lib/billing/queries";
import { isGlassSuspended } from "#lib/break-glass/gate";
import { countWaiting } from "#lib/break-glass/reviews";
import { chainStanding } from "#lib/checkpoints/standing";
import { clinicDate, longDate } from "#lib/dates";
import { listBookedVisits } from "#lib/home/queries";
import { listRecentAbnormal } from "#lib/labs/recent";
import { countReviews } from "#lib/reviews/queries";

export const metadata: Metadata = { title: "Home" };

/** Where a member's day begins: each part for those whose work it is. */
export default async function HomePage() {
  const { roles, tenant } = await currentActor();
  const may = (permission: Permission) => roles.some((role) => can(role, permission));

  return (
    <>
      <PageHeading title="Home" note={longDate(new Date(), tenant.timeZone)} />
      {may("review:manage") ? <Reviews /> : null}
      {may("glass:break") ? <Suspended /> : null}
      {may("glass:review") ? <EmergencyAccess /> : null}
      {may("audit:read") ? <Trust timeZone={tenant.timeZone} /> : null}
      {may("schedule:read") ? (
        <Visits mayReadLabs={may("lab:read")} timeZone={tenant.timeZone} />
      ) : null}
      {may("invoice:read") ? <Billing /> : null}
    </>
  );
}

const sixtyDays = 60 * 86_400_000;

async function Visits({
  mayReadLabs,
  timeZone,
}: {
  readonly mayReadLabs: boolean;
  readonly timeZone: string;
}) {
  const needed: readonly Permission[] = mayReadLabs
    ? ["schedule:read", "lab:read"]
    : ["schedule:read"];
  const { visits, abnormal } = await inScope(needed, async (scope) => {
    const booked = await listBookedVisits(scope);
    const coming = [...booked.today, ...booked.later].map(({ patientId }) => patientId);
    const since = new Date(Date.now() - sixtyDays);
    return {
      visits: booked,
      abnormal: mayReadLabs
        ? await listRecentAbnormal(scope, [...new Set(coming)], since)
        : undefined,
    };
  });
  const all = [...visits.today, ...visits.later];
  const names = new Map(all.map(({ patientId, patientName }) => [patientId, patientName]));

  return (
    <>
      <Section title="Today" note={`${visits.today.length} booked`}>
        <VisitTable
          caption="Visits today"
          visits={visits.today}
          timeZone={timeZone}
          none="No visit is booked for today"
        />
      </Section>
      {abnormal === undefined ? null : (
        <div className="mb-5">
          <AbnormalResults results={abnormal} names={names} timeZone={timeZone} />
        </div>
      )}
      <Section title="Next seven days" note={`${visits.later.length} booked`}>
        <VisitTable
          caption="Visits in the next seven days"
          visits={visits.later}
          timeZone={timeZone}
          withDate
          none="No visit is booked for the next seven days"
        />
      </Section>
    </>
  );
}

async function Billing() {
  const { home, overdue } = await inScope("invoice:read", async (scope) => ({
    home: await getBillingHome(scope),
    overdue: await listInvoices(scope, { filter: "overdue", responsible: "any" }, 12),
  }));
  return (
    <>
      <Section
        title="Billing"
        note={clinicDate(`${home.today}T12:00:00Z`, "UTC")}
        action={<TextLink href="/billing">Open billing</TextLink>}
      >
        <Receivables home={home} />
      </Section>
      <Section
        title="Overdue"
        note="Latest issued first"
        action={<TextLink href="/billing/invoices?filter=overdue">All overdue</TextLink>}
      >
        <InvoiceTable
          caption="Overdue invoices"
          invoices={overdue.rows}
          empty="No invoice is overdue"
        />
      </Section>
    </>
  );
}

async function Reviews() {
  return <ReviewsLeft counts={await inScope("review:manage", countReviews)} />;
}

/** Said only to a member whose emergency access is suspended, before they need it. */
async function Suspended() {
  return (await inScope("glass:break", isGlassSuspended)) ? <SuspendedSelf /> : null;
}

/** What waits for a review, only where something does. */
async function EmergencyAccess() {
  const { waiting, overdue } = await inScope("glass:review", countWaiting);
  if (waiting === 0) return null;
  return (
    <Notice
      tone={overdue > 0 ? "critical" : "restricted"}
      title={`${waiting} emergency ${waiting === 1 ? "access waits" : "accesses wait"} for review`}
      className="mb-4"
    >
      {overdue > 0 ? `${overdue} overdue: whoever had it can break no glass until then. ` : null}
      <TextLink href="/admin/break-glass">Review</TextLink>
    </Notice>
  );
}

async function Trust({ timeZone }: { readonly timeZone: string }) {
  const { standing, denied } = await inScope("audit:read", async (scope) => ({
    standing: await chainStanding(scope),
    denied: await listTrail(scope, { outcome: "denied", size: 8 }),
  }));
  return (
    <Section title="Trust" action={<TextLink href="/admin/audit">Open the audit trail</TextLink>}>
      <div className="mb-3">
        <ChainStanding standing={standing} timeZone={timeZone} />
      </div>
      <Denials events={denied.events} timeZone={timeZone} />
    </Section>
  );
}
