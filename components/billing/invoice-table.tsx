import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { MoneyText } from "#components/ui/money-text";
import type { InvoiceRowView } from "#lib/billing/view";
import { civilDate } from "#lib/dates";
import { invoiceHref } from "#lib/routes";
import { InvoiceStatusChip, responsibleWords } from "./invoice-status.tsx";
import { PatientName } from "./patient-name.tsx";

const number: Column = { id: "number", header: "Invoice", className: "whitespace-nowrap" };
const patient: Column = { id: "patient", header: "Patient", className: "max-w-72 truncate" };
const rest: readonly Column[] = [
  { id: "responsible", header: "Responsible" },
  { id: "issued", header: "Issued", className: "tabular whitespace-nowrap max-lg:hidden" },
  { id: "due", header: "Due", className: "tabular whitespace-nowrap" },
  { id: "total", header: "Total", align: "end" },
  { id: "open", header: "Open", align: "end" },
  { id: "status", header: "Status", className: "whitespace-nowrap" },
];

type Listed = Omit<InvoiceRowView, "patient"> & Partial<Pick<InvoiceRowView, "patient">>;

function asRow(invoice: Listed): Row {
  return {
    id: invoice.invoiceId,
    label: `Invoice ${invoice.number}`,
    href: invoiceHref(invoice.invoiceId),
    isMuted: invoice.status === "paid",
    cells: {
      number: <span className="code-text">{invoice.number}</span>,
      patient: invoice.patient === undefined ? null : <PatientName patient={invoice.patient} />,
      responsible: responsibleWords[invoice.responsible],
      issued: civilDate(invoice.issuedOn),
      due: civilDate(invoice.dueOn),
      total: <MoneyText cents={invoice.totalCents} />,
      open: <MoneyText cents={invoice.openCents} className="font-medium" />,
      status: <InvoiceStatusChip status={invoice.status} />,
    },
  };
}

/** A list of invoices, with their patients or, inside one patient's chart, without. */
export function InvoiceTable({
  caption,
  invoices,
  withPatient = true,
  empty,
  footer,
  fill = false,
}: {
  readonly caption: string;
  readonly invoices: readonly Listed[];
  readonly withPatient?: boolean;
  readonly empty: string;
  readonly footer?: React.ReactNode;
  readonly fill?: boolean;
}) {
  return (
    <DataTable
      caption={caption}
      columns={[number, ...(withPatient ? [patient] : []), ...rest]}
      rows={invoices.map(asRow)}
      empty={<EmptyState title={empty} />}
      footer={footer}
      fill={fill}
    />
  );
}
