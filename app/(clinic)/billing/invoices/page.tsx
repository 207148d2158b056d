import type { Metadata, Route } from "next";
import Link from "next/link";
import { InvoiceTable } from "#components/billing/invoice-table";
import { PageHeading } from "#components/ui/page-heading";
import { Pagination } from "#components/ui/pagination";
import { inScope } from "#lib/auth/session";
import { ListInvoices } from "#lib/billing/input";
import { listInvoices } from "#lib/billing/queries";
import { cn } from "#lib/cn";

export const metadata: Metadata = { title: "Invoices" };

const filters = [
  { value: "open", label: "Open" },
  { value: "overdue", label: "Overdue" },
  { value: "paid", label: "Paid" },
  { value: "all", label: "All" },
] as const;

const parties = [
  { value: "any", label: "Everyone" },
  { value: "patient", label: "Patient" },
  { value: "insurance", label: "Insurance" },
] as const;

/** The clinic's invoices, newest first. What is shown is in the address: a filter and a position, never a name. */
export default async function InvoicesPage({ searchParams }: PageProps<"/billing/invoices">) {
  const query = await searchParams;
  const [issuedOn, invoiceId] = String(query.after ?? "").split("_");
  const asked = ListInvoices.safeParse({
    filter: query.filter,
    responsible: query.responsible,
    after: query.after === undefined ? undefined : { issuedOn, invoiceId },
  });
  const input = asked.success ? asked.data : ListInvoices.parse({});
  const page = await inScope("invoice:read", (scope) => listInvoices(scope, input));

  const address = (change: Record<string, string>): Route =>
    `/billing/invoices?${new URLSearchParams({
      filter: input.filter,
      responsible: input.responsible,
      ...change,
    }).toString()}`;

  return (
    <>
      <PageHeading title="Invoices" />
      <div className="mb-2.5 flex flex-wrap gap-x-6 gap-y-2">
        <Choices
          label="Status"
          choices={filters}
          chosen={input.filter}
          to={(filter) => address({ filter })}
        />
        <Choices
          label="Responsible"
          choices={parties}
          chosen={input.responsible}
          to={(responsible) => address({ responsible })}
        />
      </div>
      <InvoiceTable
        caption="Invoices"
        invoices={page.rows}
        empty="No invoice matches"
        fill
        footer={
          <Pagination
            note={`${page.rows.length} shown${page.next ? ", more follow" : ""}`}
            words={["First page", "Next"]}
            previous={input.after ? address({}) : undefined}
            next={
              page.next
                ? address({ after: `${page.next.issuedOn}_${page.next.invoiceId}` })
                : undefined
            }
          />
        }
      />
    </>
  );
}

function Choices({
  label,
  choices,
  chosen,
  to,
}: {
  readonly label: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly chosen: string;
  readonly to: (value: string) => Route;
}) {
  return (
    <nav aria-label={label} className="flex flex-wrap items-center gap-1">
      <span className="mr-1 text-ink-3">{label}</span>
      {choices.map((choice) => (
        <Link
          key={choice.value}
          href={to(choice.value)}
          prefetch={false}
          aria-current={choice.value === chosen ? "true" : undefined}
          className={cn(
            "rounded-control px-2 py-1 font-medium text-ink-2 hover:bg-hover",
            choice.value === chosen && "bg-selected text-ink",
          )}
        >
          {choice.label}
        </Link>
      ))}
    </nav>
  );
}
