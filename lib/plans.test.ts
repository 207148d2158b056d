import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import type { MemberRole } from "#lib/access/permissions";
import { accessHistory } from "#lib/audit/history";
import { ListTrail, ReadHistory } from "#lib/audit/input";
import { listTrail } from "#lib/audit/trail";
import { getPatientBilling } from "#lib/billing/account";
import { getAging } from "#lib/billing/aging";
import { getBillingHome } from "#lib/billing/home";
import { ListInvoices } from "#lib/billing/input";
import { getInvoice } from "#lib/billing/invoice";
import { listInvoices } from "#lib/billing/queries";
import { listTaggable } from "#lib/break-glass/tags";
import {
  getAllergies,
  getBanner,
  getVisits,
  listMedications,
  listProblems,
} from "#lib/charting/queries";
import { clinicFacts } from "#lib/compliance/facts";
import { AskAccounting } from "#lib/disclosures/input";
import { getAccounting } from "#lib/disclosures/queries";
import { listBookedVisits } from "#lib/home/queries";
import { InvoiceId, MemberId, PatientId } from "#lib/ids";
import { getLabGrid, getLabTrend, getVitals } from "#lib/labs/queries";
import { ListMembers } from "#lib/members/input";
import { getMember, listMembers } from "#lib/members/queries";
import { changeRoles } from "#lib/members/roles";
import { getSignInRules } from "#lib/members/sign-in-rules";
import { deactivateMember } from "#lib/members/standing";
import { listNotes } from "#lib/notes/queries";
import { ListPatients, SearchPatients } from "#lib/patients/input";
import { listPatients, searchPatients } from "#lib/patients/queries";
import { readHabits, readLooks, readMembers, readRelated, readSeen } from "#lib/reviews/looks";
import { getReview, listReviews } from "#lib/reviews/queries";
import type { MemberScope } from "#lib/scope";
import { newClinic, type TestClinic } from "#lib/testing";
import { fillForPlans, planFaults, someRecord } from "#lib/testing-plans";

let clinic: TestClinic;
let patientId: PatientId;
let invoiceId: InvoiceId;
let memberId: MemberId;

beforeAll(async () => {
  clinic = await newClinic();
  await fillForPlans(clinic, 100_000);
  await fillForPlans(await newClinic(), 500);
  const some = await someRecord(clinic);
  patientId = PatientId.parse(some.patientId);
  invoiceId = InvoiceId.parse(some.invoiceId);
  memberId = MemberId.parse(clinic.as("biller").memberId);
}, 120_000);

const aDay = () => ({
  startsAt: new Date(Date.now() - 86_400_000).toISOString(),
  endsAt: new Date().toISOString(),
  timeZone: "America/Chicago",
});
const aLook = () => ({
  memberId,
  patientId,
  times: 1,
  first: 1,
  last: 1,
  atSeconds: Date.now() / 1_000,
  day: "2026-11-26",
  weekday: 4,
  minute: 600,
});

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
  "the patient banner for billing": ["biller", (scope) => getBanner(scope, patientId)],
  "the patient banner": ["prescriber", (scope) => getBanner(scope, patientId)],
  visits: ["prescriber", (scope) => getVisits(scope, patientId)],
  medications: ["prescriber", (scope) => listMedications(scope, patientId)],
  problems: ["prescriber", (scope) => listProblems(scope, patientId)],
  allergies: ["medical_assistant", (scope) => getAllergies(scope, patientId)],
  "the grid of labs": ["prescriber", (scope) => getLabGrid(scope, patientId, 0)],
  "vital signs of front desk": ["medical_assistant", (scope) => getVitals(scope, patientId, 0)],
  "the trend of a lab": ["prescriber", (scope) => getLabTrend(scope, patientId, "c2")],
  notes: ["prescriber", (scope) => listNotes(scope, patientId)],
  "today's visits": ["prescriber", listBookedVisits],
  "the audit trail": ["tenant_admin", (scope) => listTrail(scope, ListTrail.parse({}))],
  "an access history": [
    "tenant_admin",
    (scope) => accessHistory(scope, ReadHistory.parse({ patientId })),
  ],
  "an accounting of disclosures": [
    "tenant_admin",
    (scope) => getAccounting(scope, AskAccounting.parse({ patientId })),
  ],
  // The reviewer's role reads the same tables under the same policies.
  "who knows whom": ["tenant_admin", (scope) => readRelated(scope, [aLook()])],
  "patients as the detectors compare them": [
    "tenant_admin",
    (scope) => readSeen(scope, () => "", [patientId]),
  ],
  members: ["tenant_admin", (scope) => listMembers(scope, {})],
  "members of a role, after one": [
    "tenant_admin",
    (scope) =>
      listMembers(scope, ListMembers.parse({ role: "biller", status: "active", after: memberId })),
  ],
  "one member": ["tenant_admin", (scope) => getMember(scope, { memberId })],
  "a change of roles": [
    "tenant_admin",
    (scope) => changeRoles(scope, { memberId, roles: ["prescriber"], seen: "biller" }),
  ],
  "a deactivation": [
    "tenant_admin",
    (scope) => deactivateMember(scope, { memberId, reason: "Left" }),
  ],
  "records to tag": ["prescriber", (scope) => listTaggable(scope, patientId, "results")],
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
    expect(await planFaults(clinic, role, work)).toEqual([]);
  },
);

/** What is about all of a clinic's postings or members reads all of them; what matters is that it enters by the clinic. */
const sums: Record<string, readonly [MemberRole, (scope: MemberScope) => Promise<unknown>]> = {
  // The reviewer's role reads the same tables under the same policies.
  "who opened what in a day": ["tenant_admin", (scope) => readLooks(scope, aDay())],
  "activity reviews": ["tenant_admin", listReviews],
  "one activity review": [
    "tenant_admin",
    (scope) => getReview(scope, { reviewId: memberId }).catch(() => undefined),
  ],
  "what members used to open": ["tenant_admin", (scope) => readHabits(scope, aDay())],
  "who works here, for the detectors": ["tenant_admin", readMembers],
  "the evidence of compliance": ["tenant_admin", clinicFacts],
  "billing home": ["biller", getBillingHome],
  aging: ["biller", (scope) => getAging(scope, { asOf: "2026-11-23", by: "provider" })],
  "the rules of sign-in, with everyone they hold for": ["tenant_admin", getSignInRules],
};

test.each(Object.entries(sums))(
  "%s can enter every table by the clinic",
  async (_name, [role, work]) => {
    expect(await planFaults(clinic, role, work, { readsAll: true })).toEqual([]);
  },
);

test("a query that forgets the clinic's index is noticed, where no policy names the clinic for it", async () => {
  const forgetful = (scope: MemberScope) =>
    scope.tx.execute(
      sql`select id from app.patients where tenant_id::text = ${clinic.tenantId} and family_sealed > ''`,
    );
  expect(await planFaults(clinic, "prescriber", forgetful, { isWalled: false })).not.toEqual([]);
});
