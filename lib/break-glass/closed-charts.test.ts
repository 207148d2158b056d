import { sql } from "drizzle-orm";
import { getTableConfig } from "drizzle-orm/pg-core";
import { beforeAll, expect, test } from "vitest";
import { accessMatrix } from "#db/schema/all";
import { inTenant } from "#db/tenant";
import type { Actor } from "#lib/access/actor";
import { getPatientBilling } from "#lib/billing/account";
import { getInvoice } from "#lib/billing/invoice";
import { getBanner } from "#lib/charting/queries";
import { listBookedVisits } from "#lib/home/queries";
import { type InvoiceId, newId, type PatientId } from "#lib/ids";
import { listRecentAbnormal } from "#lib/labs/recent";
import { ListPatients, SearchPatients } from "#lib/patients/input";
import { listPatients, searchPatients } from "#lib/patients/queries";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { recordInvoice, recordPatient } from "#lib/testing-records";
import { addCarer, liftRestriction, removeCarer, restrictChart } from "./restrict.ts";
import { getRestrictions, listRestricted } from "./restrictions.ts";
import { restrict } from "./testing-glass.ts";
import { contextOf } from "./testing-restricted.ts";

let clinic: TestClinic;
let patientId: PatientId;
let invoiceId: InvoiceId;
const visitId = newId();

/** Rows of every table that is part of a chart, past every trigger: bytes in place of envelopes. */
async function fillChart(): Promise<void> {
  const { tenantId } = clinic;
  await admin.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    const add = (table: string, columns: string, values: string) =>
      tx.unsafe(`insert into app.${table} (tenant_id, id, patient_id, ${columns})
        values ('${tenantId}', '${table === "appointments" ? visitId : newId()}', '${patientId}', ${values})`);
    const bytes = "'\\x00'";
    await add("problems", "display_sealed, clinical_status", `${bytes}, 'active'`);
    await add("allergies", "substance_sealed, clinical_status", `${bytes}, 'active'`);
    await add("medication_requests", "order_sealed, status", `${bytes}, 'active'`);
    await add("panels", "report_sealed, status", `${bytes}, 'final'`);
    await add(
      "notes",
      "title_sealed, text_sealed, kind, status, written_at",
      `${bytes}, ${bytes}, 'soap', 'draft', now()`,
    );
    await add(
      "appointments",
      "status, starts_at, ends_at",
      "'booked', now(), now() + interval '20 minutes'",
    );
    await add("immunizations", "vaccine_sealed, status", `${bytes}, 'completed'`);
    await add("procedures", "display_sealed, status", `${bytes}, 'completed'`);
    await add("coverages", "plan_sealed, status", `${bytes}, 'active'`);
    await add("encounters", "class, status, starts_at", "'VR', 'finished', now()");
    await add("patient_contacts", "kind, value_sealed, value_token", `'phone', ${bytes}, 1`);
    await add(
      "observations",
      "category, code, value_sealed, status, effective_at",
      `'vital', 'c', ${bytes}, 'final', now()`,
    );
    await add(
      "documents",
      "record_type, title_sealed, content_type, content_bytes, status, written_at",
      `'insurance_card', ${bytes}, 'text/plain', 1, 'current', now()`,
    );
  });
}

beforeAll(async () => {
  clinic = await newClinic();
  patientId = await recordPatient(clinic, {
    family: "Wintergreen",
    given: "Isolde",
    mrn: "WG-4711",
  });
  invoiceId = await recordInvoice(clinic, patientId);
  await fillChart();
});

const charts = accessMatrix
  .filter(({ chart }) => chart)
  .map((access) => ({ name: getTableConfig(access.table).name, access }));

/** How many rows each role sees in each table of a chart. */
async function seen(actor: Actor): Promise<Record<string, number>> {
  const role = contextOf(actor).role;
  const readable = charts.filter(({ access }) => access.read?.[role]);
  return inTenant(contextOf(actor), async (tx) => {
    const counts: Record<string, number> = {};
    for (const { name } of readable) {
      const [row] = await tx.execute<{ n: number }>(
        sql`select count(*)::int as n from ${sql.raw(`app.${name}`)} where tenant_id = ${actor.tenantId}`,
      );
      counts[name] = row?.n ?? -1;
    }
    return counts;
  });
}

const roles = ["medical_assistant", "prescriber", "biller", "tenant_admin"] as const;

test("every table of a chart is closed to every role by its restriction, and open again when that is lifted", async () => {
  const before = await Promise.all(roles.map((role) => seen(clinic.as(role))));
  expect(before.flatMap((counts) => Object.values(counts)).every((count) => count === 1)).toBe(
    true,
  );
  expect(charts.length).toBe(15);

  await restrict(clinic, patientId);
  const during = await Promise.all(roles.map((role) => seen(clinic.as(role))));
  expect(
    during.flatMap((counts) => Object.entries(counts)).filter(([, count]) => count > 0),
  ).toEqual([]);

  await clinic.write(async ({ tx }) => {
    const imported = await tx.execute(sql`select from app.notes where patient_id = ${patientId}`);
    expect(imported).toHaveLength(1);
  });
});

test("a list and a search show the name, the birth date and the mark, and nothing else", async () => {
  const doctor = clinic.as("prescriber");
  const shown = {
    family: "Wintergreen",
    birthDate: "1975-12-10",
    isRestricted: true,
    isClosed: true,
    mrn: undefined,
    sex: undefined,
    age: undefined,
    lastVisitAt: undefined,
  };
  const { patients: listed } = await runInScope(doctor, "patient:read", (scope) =>
    listPatients(scope, ListPatients.parse({})),
  );
  expect(listed).toMatchObject([shown]);
  const { patients: found } = await runInScope(doctor, "patient:search", (scope) =>
    searchPatients(scope, SearchPatients.parse({ text: "wintergreen" })),
  );
  expect(found).toMatchObject([shown]);
  expect(JSON.stringify([listed, found])).not.toContain("WG-4711");
});

test("home, results and billing of the patient give nothing away; the money stays in the books", async () => {
  const [doctor, biller] = [clinic.as("prescriber"), clinic.as("biller")];
  const visits = await runInScope(doctor, "schedule:read", listBookedVisits);
  expect([...visits.today, ...visits.later]).toEqual([]);
  const abnormal = await runInScope(doctor, ["lab:read", "schedule:read"], (scope) =>
    listRecentAbnormal(scope, [patientId], new Date(0)),
  );
  expect(abnormal).toEqual([]);
  await expect(
    runInScope(doctor, "chart:read", (scope) => getBanner(scope, patientId)),
  ).rejects.toThrow("chart:restricted");
  await expect(
    runInScope(biller, "invoice:read", (scope) => getPatientBilling(scope, patientId)),
  ).rejects.toThrow("chart:restricted");
  const invoice = await runInScope(biller, "invoice:read", (scope) => getInvoice(scope, invoiceId));
  expect(invoice).toMatchObject({ totalCents: 10_000, openCents: 10_000, lines: [], payer: null });
});

test("whoever is named on the care team sees the chart, until they are taken off; nobody names themselves", async () => {
  const [boss, doctor] = [clinic.as("tenant_admin"), clinic.as("prescriber")];
  const manage = <T>(work: Parameters<typeof runInScope<T>>[2]) =>
    runInScope(boss, "restriction:manage", work);
  const { restrictions } = await manage((scope) => getRestrictions(scope, patientId));
  const restrictionId = restrictions[0]?.restrictionId as never;
  const which = { restrictionId, memberId: doctor.memberId as never };
  await manage((scope) => addCarer(scope, which));
  await manage((scope) => addCarer(scope, which));
  expect((await seen(doctor)).notes).toBe(1);
  expect((await seen(clinic.as("medical_assistant"))).allergies).toBe(0);
  expect(await manage(listRestricted)).toMatchObject([{ team: 1, categories: ["chart"] }]);
  await manage((scope) => removeCarer(scope, which));
  expect((await seen(doctor)).notes).toBe(0);

  const self = { restrictionId, memberId: boss.memberId as never };
  await expect(manage((scope) => addCarer(scope, self))).rejects.toThrow("not-yourself");
  await expect(
    inTenant(contextOf(boss), (tx) =>
      tx.execute(sql`insert into app.care_team (tenant_id, id, restriction_id, member_id)
        values (${boss.tenantId}, ${newId()}, ${restrictionId}, ${boss.memberId})`),
    ),
  ).rejects.toMatchObject({ cause: { code: "42501" } });
});

test("a restriction is lifted once, never removed; another clinic's is as absent as a random id", async () => {
  const boss = clinic.as("tenant_admin");
  const { restrictions } = await runInScope(boss, "restriction:manage", (scope) =>
    getRestrictions(scope, patientId),
  );
  const restrictionId = restrictions[0]?.restrictionId as never;
  const lift = (by: Actor, id = restrictionId) =>
    runInScope(by, "restriction:manage", (scope) =>
      liftRestriction(scope, { restrictionId: id, reason: "The patient asked for it" }),
    );
  const stranger = (await newClinic()).as("tenant_admin");
  for (const id of [restrictionId, newId() as never])
    await expect(lift(stranger, id)).rejects.toThrow("restriction not found");
  await expect(
    runInScope(boss, "restriction:manage", (scope) =>
      restrictChart(scope, {
        patientId,
        category: "chart",
        askedBy: "clinic",
        reason: "Again",
        team: [],
      }),
    ),
  ).rejects.toThrow("restriction.already");
  await expect(admin`delete from app.restrictions where id = ${restrictionId}`).rejects.toThrow();
  await lift(boss);
  await expect(lift(boss)).rejects.toThrow("restriction not found");
  expect((await seen(clinic.as("prescriber"))).notes).toBe(1);
  const [mark] = await admin`select is_restricted from app.patients where id = ${patientId}`;
  expect(mark).toEqual({ is_restricted: false });
});

test("a context that is not the sealed one sees nothing of an open chart either: the answer is null, not nothing", async () => {
  const [answer] = await admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', '', true)`;
    return tx`select app.closed_patients(false) as closed, app.closed_records(false) as records, app.closed_invoices(false) as invoices`;
  });
  expect(answer).toEqual({ closed: null, records: null, invoices: null });
});
