import "server-only";
import { sql } from "drizzle-orm";
import type { MemberScope } from "#lib/scope";
import type { ReadAging } from "./input.ts";
import { type AgingBucket, agingBuckets } from "./rules.ts";
import type { AgingView } from "./view.ts";

interface AgedRow extends Record<string, unknown> {
  readonly key: string;
  readonly label: string;
  readonly bucket: AgingBucket;
  readonly cents: string;
  readonly invoices: number;
  readonly ledger: string;
}

const noMoney = (): Record<AgingBucket, number> => ({
  "0-30": 0,
  "31-60": 0,
  "61-90": 0,
  "91-120": 0,
  "120+": 0,
});

/**
 * Accounts receivable by age as of a day, in one statement, so that the table and the ledger are of the
 * same instant. Age counts from the day of issue, as `bucketOf` does.
 */
export async function getAging(scope: MemberScope, input: ReadAging): Promise<AgingView> {
  scope.require("aging:read");

  const rows = await scope.tx.execute<AgedRow>(sql`
    with open as materialized (
      select p.invoice_id, p.account, sum(p.amount_cents) as cents
        from app.postings p
        join app.ledger_entries e on e.tenant_id = p.tenant_id and e.id = p.entry_id
       where p.tenant_id = ${scope.tenantId}
         and p.account in ('receivable:patient', 'receivable:insurance')
         and e.effective_on <= ${input.asOf}::date
       group by p.invoice_id, p.account),
    aged as (
      select i.practitioner_id, i.responsible, o.cents, ${input.asOf}::date - i.issued_on as days
        from open o join app.invoices i on i.tenant_id = ${scope.tenantId} and i.id = o.invoice_id
       where o.cents <> 0)
    select ${
      input.by === "provider" ? sql`coalesce(a.practitioner_id::text, 'none')` : sql`a.responsible`
    } as key,
      ${
        input.by === "provider"
          ? sql`coalesce(min(r.display_name), 'No provider')`
          : sql`case a.responsible when 'patient' then 'Patient' else 'Insurance' end`
      } as label,
      case when a.days <= 30 then '0-30' when a.days <= 60 then '31-60' when a.days <= 90 then '61-90'
           when a.days <= 120 then '91-120' else '120+' end as bucket,
      sum(a.cents) as cents, count(*)::int as invoices,
      (select coalesce(sum(cents), 0) from open) as ledger
      from aged a
      left join app.practitioners r on r.tenant_id = ${scope.tenantId} and r.id = a.practitioner_id
     group by 1, 3, a.responsible, a.practitioner_id`);

  const groups = new Map<string, AgingView["groups"][number]>();
  const totals = noMoney();
  for (const row of rows) {
    const cents = Number(row.cents);
    const group = groups.get(row.key);
    const amounts = { ...(group?.cents ?? noMoney()) };
    amounts[row.bucket] += cents;
    totals[row.bucket] += cents;
    groups.set(row.key, {
      key: row.key,
      label: row.label,
      cents: amounts,
      totalCents: (group?.totalCents ?? 0) + cents,
      invoices: (group?.invoices ?? 0) + row.invoices,
    });
  }
  scope.record({ action: "aging.viewed", details: { asOf: input.asOf, by: input.by } });
  return {
    asOf: input.asOf,
    by: input.by,
    groups: [...groups.values()].sort((a, b) => b.totalCents - a.totalCents),
    totals,
    totalCents: agingBuckets.reduce((sum, bucket) => sum + totals[bucket], 0),
    ledgerCents: Number(rows[0]?.ledger ?? 0),
  };
}
