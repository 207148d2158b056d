import "server-only";
import { and, desc, eq, lt, or, type SQL, sql } from "drizzle-orm";
import { invoices } from "#db/schema/invoices";
import type { MemberScope } from "#lib/scope";
import type { ListInvoices } from "./input.ts";
import { namePatients, openPatient } from "./named-patients.ts";
import { invoiceColumns, openCents, todayIn } from "./open-amounts.ts";
import { invoiceStatus } from "./rules.ts";
import type { InvoicePageView } from "./view.ts";

/** Rows on one page of a list. */
const pageSize = 50;

function matching(filter: ListInvoices["filter"], today: SQL): SQL | undefined {
  if (filter === "open") return sql`${openCents} <> 0`;
  if (filter === "paid") return sql`${openCents} = 0`;
  if (filter === "overdue") return sql`${openCents} > 0 and ${invoices.dueOn} < ${today}::date`;
  return undefined;
}

/** A page of the clinic's invoices, newest first, each with what the ledger says is open. The patients named are entered in their access histories. */
export async function listInvoices(
  scope: MemberScope,
  input: ListInvoices,
  most = pageSize,
): Promise<InvoicePageView> {
  scope.require("invoice:read");

  const today = todayIn(scope.actor.tenant.timeZone);
  const after = input.after;
  const found = await scope.tx
    .select({ ...invoiceColumns, patientId: invoices.patientId, today })
    .from(invoices)
    .where(
      and(
        eq(invoices.tenantId, scope.tenantId),
        input.responsible === "any" ? undefined : eq(invoices.responsible, input.responsible),
        after
          ? or(
              lt(invoices.issuedOn, after.issuedOn),
              and(eq(invoices.issuedOn, after.issuedOn), lt(invoices.id, after.invoiceId)),
            )
          : undefined,
        matching(input.filter, today),
      ),
    )
    .orderBy(desc(invoices.issuedOn), desc(invoices.id))
    .limit(most + 1);

  const rows = found.slice(0, most);
  const patientIds = [...new Set(rows.map((row) => row.patientId))];
  const named = await namePatients(scope, patientIds);
  const open = scope.disclose({
    action: "invoices.listed",
    entity: "invoices",
    patientIds,
    details: { filter: input.filter, shown: rows.length },
  });
  const last = found.length > most ? rows.at(-1) : undefined;
  return {
    rows: rows.map((row) => ({
      invoiceId: row.invoiceId,
      number: row.number,
      patient: openPatient(open, named(row.patientId)),
      responsible: row.responsible,
      issuedOn: row.issuedOn,
      dueOn: row.dueOn,
      totalCents: row.totalCents,
      openCents: row.openCents,
      status: invoiceStatus(row),
    })),
    next: last ? { issuedOn: last.issuedOn, invoiceId: last.invoiceId } : null,
  };
}
