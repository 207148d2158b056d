import "server-only";
import { and, asc, desc, gt, inArray, sql } from "drizzle-orm";
import { invoices } from "#db/schema/invoices";
import { postings } from "#db/schema/postings";
import type { PatientId } from "#lib/ids";
import { assertPatient, ofPatient } from "#lib/patients/known";
import type { MemberScope } from "#lib/scope";
import type { Responsible } from "./ledger.ts";
import { invoiceColumns, openCents, todayIn } from "./open-amounts.ts";
import { invoiceStatus } from "./rules.ts";
import type { AccountView, PatientBillingView } from "./view.ts";

/** What one patient's account stands at, from the ledger: due by them, pending with insurance, and credit. */
export async function getAccount(scope: MemberScope, patientId: PatientId): Promise<AccountView> {
  scope.require("invoice:read");

  const sums = await scope.tx
    .select({
      account: postings.account,
      cents: sql`sum(${postings.amountCents})::bigint`.mapWith(Number),
    })
    .from(postings)
    .where(
      and(
        ofPatient(scope, postings, patientId),
        inArray(postings.account, ["receivable:patient", "receivable:insurance", "unapplied"]),
      ),
    )
    .groupBy(postings.account);
  const of = (account: string) => sums.find((sum) => sum.account === account)?.cents ?? 0;
  return {
    patientDueCents: of("receivable:patient"),
    insurancePendingCents: of("receivable:insurance"),
    creditCents: -of("unapplied") || 0,
  };
}

/** The billing tab of a chart: the account and all invoices of one patient, newest first. Throws NotFound. */
export async function getPatientBilling(
  scope: MemberScope,
  patientId: PatientId,
): Promise<PatientBillingView> {
  scope.require("invoice:read");

  await assertPatient(scope, patientId);
  const account = await getAccount(scope, patientId);
  const rows = await scope.tx
    .select({ ...invoiceColumns, today: todayIn(scope.actor.tenant.timeZone) })
    .from(invoices)
    .where(ofPatient(scope, invoices, patientId))
    .orderBy(desc(invoices.issuedOn), desc(invoices.id))
    .limit(500);
  scope.record({
    action: "patient-billing.viewed",
    entity: "patients",
    entityId: patientId,
    patientIds: [patientId],
  });
  return {
    account,
    invoices: rows.map(({ today, ...row }) => ({
      ...row,
      status: invoiceStatus({ ...row, today }),
    })),
  };
}

/** The open invoices of one patient, oldest first: where a payment may go. */
export async function listOpenInvoices(scope: MemberScope, patientId: PatientId) {
  scope.require("invoice:read");

  return scope.tx
    .select({
      invoiceId: invoices.id,
      number: invoices.number,
      issuedOn: invoices.issuedOn,
      responsible: sql<Responsible>`${invoices.responsible}`,
      openCents,
    })
    .from(invoices)
    .where(and(ofPatient(scope, invoices, patientId), gt(openCents, 0)))
    .orderBy(asc(invoices.issuedOn), asc(invoices.id))
    .limit(100);
}
