import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { civilDate } from "#lib/dates";
import type { Accounting, AccountingLine } from "#lib/disclosures/view";

const columns: readonly Column[] = [
  { id: "on", header: "Day", className: "tabular whitespace-nowrap align-top py-1.5" },
  { id: "recipient", header: "Who received it", className: "align-top py-1.5 max-w-80" },
  { id: "description", header: "What", className: "align-top py-1.5 max-w-96" },
  { id: "purpose", header: "Purpose", className: "align-top py-1.5 max-w-80" },
  { id: "source", header: "Source", className: "align-top py-1.5 whitespace-nowrap text-ink-3" },
];

/** How many lines the screen shows; paper and file hold all of them. */
const most = 200;

/** The lines of an accounting, the latest first on the screen. */
export function AccountingTable({ accounting }: { readonly accounting: Accounting }) {
  const { lines, includesCare } = accounting;
  const shown = lines.slice(-most).reverse();
  return (
    <DataTable
      caption="Accounting of disclosures"
      columns={columns}
      rows={shown.map((line, index) => row(line, lines.length - index))}
      empty={
        <EmptyState title="No disclosure in this period">
          {includesCare
            ? "Nothing of this record was shown or handed out."
            : "None was recorded and none left a trace. What served treatment, payment and operations is not counted."}
        </EmptyState>
      }
      footer={
        <span className="text-ink-3">
          {lines.length > most
            ? `The latest ${most} of ${lines.length.toLocaleString("en-US")} lines. The file holds all of them.`
            : `${lines.length.toLocaleString("en-US")} ${lines.length === 1 ? "line" : "lines"}`}
        </span>
      }
    />
  );
}

function row(line: AccountingLine, number: number): Row {
  return {
    id: String(number),
    label: `${civilDate(line.on)}, ${line.recipient}`,
    cells: {
      on: <span className="font-normal">{civilDate(line.on)}</span>,
      recipient: (
        <>
          {line.recipient}
          {line.address === undefined ? null : (
            <span className="block whitespace-pre-line text-ink-3">{line.address}</span>
          )}
        </>
      ),
      description: line.description,
      purpose: line.purpose,
      source:
        line.position === undefined ? "By hand" : `Event ${line.position.toLocaleString("en-US")}`,
    },
  };
}
