import { MoneyText } from "#components/ui/money-text";
import { ScrollRegion } from "#components/ui/scroll-region";
import { agingBuckets } from "#lib/billing/rules";
import type { AgingView } from "#lib/billing/view";

const head =
  "h-8 border-line border-b bg-sunken px-3 font-medium text-ink-2 text-xs whitespace-nowrap";
const cell = "tabular h-8 border-line border-b px-3 text-right whitespace-nowrap";

/** Accounts receivable by age. The bottom line is the sum of the table and, beside it, what the ledger says. */
export function AgingTable({ aging }: { readonly aging: AgingView }) {
  return (
    <div className="overflow-hidden rounded-card border border-line bg-raised">
      <ScrollRegion label="Accounts receivable by age">
        <table className="w-full border-separate border-spacing-0">
          <caption className="sr-only">
            Accounts receivable by days since the invoice was issued
          </caption>
          <thead>
            <tr>
              <th scope="col" className={`${head} text-left`}>
                {aging.by === "provider" ? "Provider" : "Responsible"}
              </th>
              <th scope="col" className={`${head} text-right`}>
                Invoices
              </th>
              {agingBuckets.map((bucket) => (
                <th key={bucket} scope="col" className={`${head} text-right`}>
                  {bucket.replace("-", "–")} days
                </th>
              ))}
              <th scope="col" className={`${head} text-right`}>
                Total
              </th>
            </tr>
          </thead>
          <tbody>
            {aging.groups.map((group) => (
              <tr key={group.key} className="hover:bg-hover">
                <th
                  scope="row"
                  className="min-w-40 border-line border-b px-3 py-1 text-left font-medium"
                >
                  {group.label}
                </th>
                <td className={cell}>{group.invoices}</td>
                {agingBuckets.map((bucket) => (
                  <td key={bucket} className={cell}>
                    <MoneyText
                      cents={group.cents[bucket]}
                      className={group.cents[bucket] === 0 ? "text-ink-3" : ""}
                    />
                  </td>
                ))}
                <td className={`${cell} font-medium`}>
                  <MoneyText cents={group.totalCents} />
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr className="font-semibold">
              <th scope="row" className="h-9 px-3 text-left">
                Total
              </th>
              <td className="tabular px-3 text-right">
                {aging.groups.reduce((sum, group) => sum + group.invoices, 0)}
              </td>
              {agingBuckets.map((bucket) => (
                <td key={bucket} className="tabular px-3 text-right">
                  <MoneyText cents={aging.totals[bucket]} />
                </td>
              ))}
              <td className="tabular px-3 text-right">
                <MoneyText cents={aging.totalCents} />
              </td>
            </tr>
          </tfoot>
        </table>
      </ScrollRegion>
    </div>
  );
}
