import "server-only";
import { sql } from "drizzle-orm";
import type { MemberScope } from "#lib/scope";
import { todayIn } from "./open-amounts.ts";
import type { BillingHomeView } from "./view.ts";

/** What waits in billing and what came in today: counts and sums, no patient named. */
export async function getBillingHome(scope: MemberScope): Promise<BillingHomeView> {
  scope.require("invoice:read");

  const today = todayIn(scope.actor.tenant.timeZone);
  const [row] = await scope.tx.execute<{
    today: string;
    unbilled: number;
    unbilled_cents: string;
    open: number;
    open_cents: string;
    overdue: number;
    overdue_cents: string;
    unapplied: string;
    taken: string;
  }>(sql`
    with open as (
      select p.invoice_id, sum(p.amount_cents) as cents from app.postings p
       where p.tenant_id = ${scope.tenantId}
         and p.account in ('receivable:patient', 'receivable:insurance')
       group by p.invoice_id having sum(p.amount_cents) <> 0),
    aged as (
      select o.cents, i.due_on < ${today}::date as overdue from open o
        join app.invoices i on i.tenant_id = ${scope.tenantId} and i.id = o.invoice_id)
    select ${today} as today,
      (select count(*)::int from app.charges c where c.tenant_id = ${scope.tenantId} and c.status = 'unbilled') as unbilled,
      (select coalesce(sum(c.total_cents), 0) from app.charges c where c.tenant_id = ${scope.tenantId} and c.status = 'unbilled') as unbilled_cents,
      (select count(*)::int from aged) as open,
      (select coalesce(sum(cents), 0) from aged) as open_cents,
      (select count(*)::int from aged where overdue and cents > 0) as overdue,
      (select coalesce(sum(cents), 0) from aged where overdue and cents > 0) as overdue_cents,
      (select coalesce(-sum(p.amount_cents), 0) from app.postings p where p.tenant_id = ${scope.tenantId} and p.account = 'unapplied') as unapplied,
      (select coalesce(sum(p.amount_cents), 0) from app.ledger_entries e
         join app.postings p on p.tenant_id = e.tenant_id and p.entry_id = e.id
        where e.tenant_id = ${scope.tenantId} and e.effective_on = ${today}::date and p.account = 'cash') as taken`);
  if (!row) throw new Error("billing home returned no row");
  return {
    unbilled: { count: row.unbilled, cents: Number(row.unbilled_cents) },
    open: { count: row.open, cents: Number(row.open_cents) },
    overdue: { count: row.overdue, cents: Number(row.overdue_cents) },
    unappliedCents: Number(row.unapplied),
    takenTodayCents: Number(row.taken),
    today: row.today,
  };
}
