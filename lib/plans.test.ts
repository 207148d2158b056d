import { beforeAll, expect, test } from "vitest";
import type { MemberRole } from "#lib/access/permissions";
import { getAging } from "#lib/billing/aging";
import { ListInvoices } from "#lib/billing/input";
import { getInvoice } from "#lib/billing/invoice";
import { getBillingHome, getPatientBilling, listInvoices } from "#lib/billing/queries";
import { InvoiceId, PatientId } from "#lib/ids";
import { ListPatients, SearchPatients } from "#lib/patients/input";
import { listPatients, searchPatients } from "#lib/patients/queries";
import type { MemberScope } from "#lib/scope";
import { newClinic, type TestClinic } from "#lib/testing";
import { fillForPlans, planFaults, someRecord, statementsOf } from "#lib/testing-plans";

let clinic: TestClinic;
let patientId: PatientId;
let invoiceId: InvoiceId;

beforeAll(async () => {
  clinic = await newClinic();
  await fillForPlans(clinic, 100_000);
  await fillForPlans(await newClinic(), 500);
  const some = await someRecord(clinic);
  patientId = PatientId.parse(some.patientId);
  invoiceId = InvoiceId.parse(some.invoiceId);
}, 120_000);

const search = (text: string) => (scope: MemberScope) =>
  searchPatients(scope, SearchPatients.parse({ text }));

const queries: Record<string, readonly [MemberRole, (scope: MemberScope) => Promise<unknown>]> = {
  "patient list by last visit": [
    "prescriber",
    (scope) => listPatients(scope, ListPatients.parse({ sort: "last-visit" })),
  ],
  "search by prefix": ["medical_assistant", search("byr")],
  "search by long prefix": ["medical_assistant", search("byron")],
  "search by last, first": ["medical_assistant", search("byron, ada")],
  "search by first last": ["medical_assistant", search("ada byron")],
  "search by a short name": ["medical_assistant", search("ng")],
  "search by birth date": ["medical_assistant", search("1975-12-10")],
  "search by phone": ["medical_assistant", search("555-123-4567")],
  "search by e-mail": ["medical_assistant", search("ada@example.org")],
  "search by MRN": ["medical_assistant", search("1E50-3533")],
  "open invoices": ["biller", (scope) => listInvoices(scope, ListInvoices.parse({}))],
  "overdue invoices": [
    "biller",
    (scope) => listInvoices(scope, ListInvoices.parse({ filter: "overdue" })),
  ],
  "one invoice": ["biller", (scope) => getInvoice(scope, invoiceId)],
  "a patient's billing": ["biller", (scope) => getPatientBilling(scope, patientId)],
};

test.each(Object.entries(queries))(
  "%s enters every table by the clinic, with 100,000 patients in it",
  async (_name, [role, work]) => {
    const sent = await statementsOf(clinic, role, work);
    expect(sent.length).toBeGreaterThan(0);
    for (const statement of sent) {
      const readsAll = statement.text.startsWith("select count(*)");
      const faults = await planFaults({ tenantId: clinic.tenantId, role }, statement, { readsAll });
      expect(faults, statement.text).toEqual([]);
    }
  },
);

/** Sums over all of a clinic's postings read all of them; what matters is that they enter by the clinic. */
const sums: Record<string, (scope: MemberScope) => Promise<unknown>> = {
  "billing home": getBillingHome,
  aging: (scope) => getAging(scope, { asOf: "2026-11-23", by: "provider" }),
};

test.each(Object.entries(sums))("%s can enter every table by the clinic", async (_name, work) => {
  for (const statement of await statementsOf(clinic, "biller", work)) {
    const context = { tenantId: clinic.tenantId, role: "biller" } as const;
    const faults = await planFaults(context, statement, { readsAll: true });
    expect(faults, statement.text).toEqual([]);
  }
});

test("a query that forgets the clinic's index is noticed", async () => {
  const context = { tenantId: clinic.tenantId, role: "prescriber" } as const;
  const text = "select id from app.patients where tenant_id::text = $1 and family_sealed > $2";
  const faults = await planFaults(context, {
    text,
    parameters: [clinic.tenantId, Buffer.alloc(1)],
  });
  expect(faults).not.toEqual([]);
});
