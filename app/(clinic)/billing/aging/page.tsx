import type { Metadata } from "next";
import { AgingTable } from "#components/billing/aging-table";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { inputClass } from "#components/ui/input-look";
import { MoneyText } from "#components/ui/money-text";
import { Notice } from "#components/ui/notice";
import { PageHeading } from "#components/ui/page-heading";
import { inScope } from "#lib/auth/session";
import { getAging } from "#lib/billing/aging";
import { ReadAging } from "#lib/billing/input";
import { civilDate, dayOf } from "#lib/dates";

export const metadata: Metadata = { title: "A/R aging" };

/** Accounts receivable by age as of a day, by responsible party or by provider, checked against the ledger. */
export default async function AgingPage({ searchParams }: PageProps<"/billing/aging">) {
  const query = await searchParams;
  const { aging, isDefaulted } = await inScope("aging:read", async (scope) => {
    const today = dayOf(new Date(), scope.actor.tenant.timeZone);
    const asked = ReadAging.safeParse({ asOf: query.asOf ?? today, by: query.by });
    const input = asked.success ? asked.data : ReadAging.parse({ asOf: today });
    return { aging: await getAging(scope, input), isDefaulted: !asked.success };
  });

  return (
    <>
      <PageHeading title="A/R aging" note={`As of ${civilDate(aging.asOf)}`}>
        <form method="get" action="/billing/aging" className="flex flex-wrap items-center gap-2">
          <label className="flex items-center gap-2">
            <span className="text-ink-2">As of</span>
            <input
              type="date"
              name="asOf"
              defaultValue={aging.asOf}
              required
              className={`${inputClass} w-36!`}
            />
          </label>
          <label className="flex items-center gap-2">
            <span className="text-ink-2">By</span>
            <select name="by" defaultValue={aging.by} className={`${inputClass} w-40!`}>
              <option value="responsible">Responsible party</option>
              <option value="provider">Provider</option>
            </select>
          </label>
          <Button type="submit">Show</Button>
        </form>
      </PageHeading>
      {isDefaulted ? (
        <Notice tone="warning" title="That is not a day: today is shown" className="mb-3" />
      ) : null}
      {aging.groups.length === 0 ? (
        <EmptyState title="Nothing was owed on this day" />
      ) : (
        <AgingTable aging={aging} />
      )}
      <div className="mt-2 text-ink-2">
        {aging.totalCents === aging.ledgerCents ? (
          <>
            Equals the receivables in the ledger: <MoneyText cents={aging.ledgerCents} />.
          </>
        ) : (
          <Notice tone="critical" title="The table and the ledger differ" live>
            The ledger has <MoneyText cents={aging.ledgerCents} />. Report this before using the
            figures.
          </Notice>
        )}
      </div>
    </>
  );
}
