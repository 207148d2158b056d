import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import { adjustments } from "#db/schema/adjustments";
import { charges } from "#db/schema/charges";
import { coverages } from "#db/schema/coverages";
import { invoiceLines } from "#db/schema/invoice-lines";
import { invoices } from "#db/schema/invoices";
import { patients } from "#db/schema/patients";
import { paymentAllocations } from "#db/schema/payment-allocations";
import { payments } from "#db/schema/payments";
import { practitioners } from "#db/schema/practitioners";
import { NotFound } from "#lib/errors";
import { type InvoiceId, PatientId } from "#lib/ids";
import { PlanRecord, readRecord } from "#lib/phi/records";
import type { MemberScope, Opener } from "#lib/scope";
import { getAccount, listOpenInvoices } from "./account.ts";
import type { Responsible } from "./ledger.ts";
import { namedPatient, openPatient } from "./named-patients.ts";
import { openCents, todayIn, totalCents } from "./open-amounts.ts";
import { invoiceStatus } from "./rules.ts";
import type { InvoiceEventView, InvoiceLineView, InvoiceView } from "./view.ts";

async function linesOf(
  scope: MemberScope,
  invoiceId: string,
  open: Opener,
): Promise<InvoiceLineView[]> {
  const rows = await scope.tx
    .select({
      lineId: invoiceLines.id,
      labelSealed: invoiceLines.labelSealed,
      amountCents: invoiceLines.amountCents,
      code: charges.code,
      modifiers: charges.modifiers,
      units: charges.units,
      servicedOn: charges.servicedOn,
    })
    .from(invoiceLines)
    .leftJoin(
      charges,
      and(eq(charges.tenantId, invoiceLines.tenantId), eq(charges.id, invoiceLines.chargeId)),
    )
    .where(and(eq(invoiceLines.tenantId, scope.tenantId), eq(invoiceLines.invoiceId, invoiceId)))
    .orderBy(asc(invoiceLines.position));
  return rows.map(({ labelSealed, ...row }) => ({
    ...row,
    label: open(labelSealed, { table: "invoice_lines", column: "label_sealed", rowId: row.lineId }),
  }));
}

async function eventsOf(
  scope: MemberScope,
  invoiceId: string,
  open: Opener,
): Promise<InvoiceEventView[]> {
  const paid = await scope.tx
    .select({
      id: paymentAllocations.id,
      paymentId: payments.id,
      on: payments.receivedOn,
      method: payments.method,
      referenceSealed: payments.referenceSealed,
      amountCents: paymentAllocations.amountCents,
    })
    .from(paymentAllocations)
    .innerJoin(
      payments,
      and(
        eq(payments.tenantId, paymentAllocations.tenantId),
        eq(payments.id, paymentAllocations.paymentId),
      ),
    )
    .where(
      and(
        eq(paymentAllocations.tenantId, scope.tenantId),
        eq(paymentAllocations.invoiceId, invoiceId),
      ),
    );
  const adjusted = await scope.tx
    .select({
      id: adjustments.id,
      kind: sql<"write_off" | "discount" | "contractual">`${adjustments.kind}`,
      on: adjustments.effectiveOn,
      reasonCode: adjustments.reasonCode,
      amountCents: adjustments.amountCents,
    })
    .from(adjustments)
    .where(and(eq(adjustments.tenantId, scope.tenantId), eq(adjustments.invoiceId, invoiceId)));

  const events: InvoiceEventView[] = [
    ...paid.map(({ paymentId, referenceSealed, ...row }) => ({
      ...row,
      kind: "payment" as const,
      reasonCode: null,
      reference:
        referenceSealed &&
        open(referenceSealed, { table: "payments", column: "reference_sealed", rowId: paymentId }),
      amountCents: -row.amountCents,
    })),
    ...adjusted.map((row) => ({
      ...row,
      method: null,
      reference: null,
      amountCents: -row.amountCents,
    })),
  ];
  return events.sort((a, b) => (a.on === b.on ? a.id.localeCompare(b.id) : a.on < b.on ? -1 : 1));
}

/** One invoice with its lines, what was posted to it, and where else the patient's money may go. Throws NotFound. */
export async function getInvoice(scope: MemberScope, invoiceId: InvoiceId): Promise<InvoiceView> {
  scope.require("invoice:read");

  const [row] = await scope.tx
    .select({
      ...namedPatient,
      invoiceId: invoices.id,
      number: invoices.number,
      responsible: sql<Responsible>`${invoices.responsible}`,
      issuedOn: invoices.issuedOn,
      dueOn: invoices.dueOn,
      coverageId: coverages.id,
      planSealed: coverages.planSealed,
      provider: practitioners.displayName,
      totalCents,
      openCents,
      today: todayIn(scope.actor.tenant.timeZone),
    })
    .from(invoices)
    .innerJoin(
      patients,
      and(eq(patients.tenantId, invoices.tenantId), eq(patients.id, invoices.patientId)),
    )
    .leftJoin(
      coverages,
      and(eq(coverages.tenantId, invoices.tenantId), eq(coverages.id, invoices.coverageId)),
    )
    .leftJoin(
      practitioners,
      and(
        eq(practitioners.tenantId, invoices.tenantId),
        eq(practitioners.id, invoices.practitionerId),
      ),
    )
    .where(and(eq(invoices.tenantId, scope.tenantId), eq(invoices.id, invoiceId)));
  if (!row) throw new NotFound("invoice", invoiceId);

  const patientId = PatientId.parse(row.patientId);
  const open = scope.disclose({
    action: "invoice.viewed",
    entity: "invoices",
    entityId: invoiceId,
    patientIds: [patientId],
  });
  const plan =
    row.planSealed && row.coverageId
      ? readRecord(
          PlanRecord,
          open(row.planSealed, {
            table: "coverages",
            column: "plan_sealed",
            rowId: row.coverageId,
          }),
        )
      : undefined;
  const account = await getAccount(scope, patientId);
  return {
    invoiceId: row.invoiceId,
    number: row.number,
    patient: openPatient(open, row),
    responsible: row.responsible,
    issuedOn: row.issuedOn,
    dueOn: row.dueOn,
    totalCents: row.totalCents,
    openCents: row.openCents,
    status: invoiceStatus(row),
    payer: plan?.payer ?? null,
    provider: row.provider,
    lines: await linesOf(scope, invoiceId, open),
    events: await eventsOf(scope, invoiceId, open),
    open: await listOpenInvoices(scope, patientId),
    unappliedCents: account.creditCents,
    today: row.today,
  };
}
