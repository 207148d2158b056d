import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { MoneyText } from "#components/ui/money-text";
import { ScrollRegion } from "#components/ui/scroll-region";
import type { InvoiceEventView, InvoiceView } from "#lib/billing/view";
import { civilDate } from "#lib/dates";

const head =
  "h-8 bg-sunken border-line border-y px-3 font-medium text-ink-2 text-xs whitespace-nowrap";
const cell = "border-line border-b px-3 py-1.5 align-top";

const eventWords: Record<InvoiceEventView["kind"], string> = {
  payment: "Payment",
  write_off: "Write-off",
  discount: "Discount",
  contractual: "Contractual adjustment",
};

const words = (code: string) => code.replaceAll("_", " ");

function Headings({
  names,
  numbers,
}: {
  readonly names: readonly string[];
  readonly numbers: readonly string[];
}) {
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th
            key={name}
            scope="col"
            className={`${head} ${numbers.includes(name) ? "text-right" : "text-left"}`}
          >
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** The services on an invoice, with what each was billed at. */
export function InvoiceLines({ invoice }: { readonly invoice: InvoiceView }) {
  return (
    <Card title="Services" headingId="services" flush>
      <ScrollRegion label="Services on this invoice">
        <table className="w-full border-separate border-spacing-0">
          <caption className="sr-only">Services on this invoice</caption>
          <Headings
            names={["Service", "Code", "Date", "Units", "Amount"]}
            numbers={["Units", "Amount"]}
          />
          <tbody>
            {invoice.lines.length === 0 ? (
              <tr>
                <td colSpan={5} className={`${cell} text-restricted`}>
                  The chart is restricted: what was done is not shown, only what it costs.
                </td>
              </tr>
            ) : null}
            {invoice.lines.map((line) => (
              <tr key={line.lineId}>
                <th scope="row" className={`${cell} min-w-48 text-left font-normal`}>
                  {line.label}
                </th>
                <td className={`${cell} code-text whitespace-nowrap text-ink-2`}>
                  {line.code ?? "No code"}
                  {line.modifiers === null ? "" : `-${line.modifiers}`}
                </td>
                <td className={`${cell} tabular whitespace-nowrap`}>
                  {line.servicedOn === null ? "Not recorded" : civilDate(line.servicedOn)}
                </td>
                <td className={`${cell} tabular text-right`}>{line.units ?? 1}</td>
                <td className={`${cell} text-right`}>
                  <MoneyText cents={line.amountCents} />
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr className="font-semibold">
              <th scope="row" colSpan={4} className="px-3 py-2 text-left">
                Total
              </th>
              <td className="px-3 py-2 text-right">
                <MoneyText cents={invoice.totalCents} />
              </td>
            </tr>
          </tfoot>
        </table>
      </ScrollRegion>
    </Card>
  );
}

/** Everything that was posted to an invoice since it was issued, and what is left open. */
export function InvoiceEvents({ invoice }: { readonly invoice: InvoiceView }) {
  return (
    <Card title="Posted to this invoice" headingId="posted" flush>
      {invoice.events.length === 0 ? (
        <EmptyState title="Nothing was posted yet" />
      ) : (
        <ScrollRegion label="Payments and adjustments">
          <table className="w-full border-separate border-spacing-0">
            <caption className="sr-only">Payments and adjustments</caption>
            <Headings names={["Date", "What", "Details", "Amount"]} numbers={["Amount"]} />
            <tbody>
              {invoice.events.map((event) => (
                <tr key={event.id}>
                  <td className={`${cell} tabular whitespace-nowrap`}>{civilDate(event.on)}</td>
                  <th scope="row" className={`${cell} text-left font-normal whitespace-nowrap`}>
                    {eventWords[event.kind]}
                  </th>
                  <td className={`${cell} text-ink-2 first-letter:uppercase`}>
                    {words(event.method ?? event.reasonCode ?? "")}
                    {event.reference === null ? "" : ` · ${event.reference}`}
                  </td>
                  <td className={`${cell} text-right`}>
                    <MoneyText cents={event.amountCents} />
                  </td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr className="font-semibold">
                <th scope="row" colSpan={3} className="px-3 py-2 text-left">
                  Open
                </th>
                <td className="px-3 py-2 text-right">
                  <MoneyText cents={invoice.openCents} />
                </td>
              </tr>
            </tfoot>
          </table>
        </ScrollRegion>
      )}
    </Card>
  );
}
