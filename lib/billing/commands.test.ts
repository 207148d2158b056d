import { createHash, randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { getAging } from "#lib/billing/aging";
import { type InvoiceId, PatientId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { recordInvoice, recordPatient } from "#lib/testing-records";
import { getAccount, getPatientBilling } from "./account.ts";
import { postPayment } from "./commands.ts";
import { PostPayment, ReadAging } from "./input.ts";
import { listInvoices } from "./queries.ts";

const payment = (patientId: PatientId, amount: string, parts: readonly [InvoiceId, number][]) =>
  PostPayment.parse({
    idempotencyKey: randomUUID(),
    patientId,
    amount,
    method: "card",
    reference: "4242",
    receivedOn: "2026-02-01",
    allocations: JSON.stringify(parts.map(([invoiceId, cents]) => ({ invoiceId, cents }))),
  });

const post = (clinic: TestClinic, input: PostPayment) =>
  runInScope(clinic.as("biller"), "payment:post", (scope) => postPayment(scope, input));

const account = (clinic: TestClinic, patientId: PatientId) =>
  runInScope(clinic.as("biller"), "invoice:read", (scope) => getAccount(scope, patientId));

async function clinicWithInvoice(cents = 10_000) {
  const clinic = await newClinic();
  const patientId = await recordPatient(clinic);
  const invoiceId = await recordInvoice(clinic, patientId, { cents });
  return { clinic, patientId, invoiceId };
}

const counts = async (clinic: TestClinic) => {
  const [row] = await admin`select
    (select count(*)::int from app.payments where tenant_id = ${clinic.tenantId}) as payments,
    (select count(*)::int from app.ledger_entries where tenant_id = ${clinic.tenantId} and kind = 'payment') as entries,
    (select coalesce(sum(amount_cents), 0)::int from app.postings where tenant_id = ${clinic.tenantId} and account = 'cash') as cash`;
  return row;
};

test("a payment lowers what is due, and what is left over stays visible as credit", async () => {
  const { clinic, patientId, invoiceId } = await clinicWithInvoice();
  const view = await post(clinic, payment(patientId, "125.00", [[invoiceId, 10_000]]));

  expect(view).toMatchObject({ amountCents: 12_500, appliedCents: 10_000, unappliedCents: 2_500 });
  expect(await account(clinic, patientId)).toEqual({
    patientDueCents: 0,
    insurancePendingCents: 0,
    creditCents: 2_500,
  });
});

test("a part above what the invoice has open is refused and nothing is posted", async () => {
  const { clinic, patientId, invoiceId } = await clinicWithInvoice();
  await expect(post(clinic, payment(patientId, "100.01", [[invoiceId, 10_001]]))).rejects.toThrow(
    "payment.exceeds-balance",
  );
  expect(await counts(clinic)).toEqual({ payments: 0, entries: 0, cash: 0 });
});

test("the same form sent many times at once posts once, and every answer is the same", async () => {
  const { clinic, patientId, invoiceId } = await clinicWithInvoice();
  const input = payment(patientId, "40.00", [[invoiceId, 4_000]]);
  const answers = await Promise.all(Array.from({ length: 12 }, () => post(clinic, input)));
  expect(new Set(answers.map((answer) => answer.paymentId)).size).toBe(1);
  expect(await counts(clinic)).toEqual({ payments: 1, entries: 1, cash: 4_000 });
});

test("the same key with other contents is refused", async () => {
  const { clinic, patientId, invoiceId } = await clinicWithInvoice();
  const input = payment(patientId, "40.00", [[invoiceId, 4_000]]);
  await post(clinic, input);
  await expect(post(clinic, { ...input, amount: 5_000 })).rejects.toThrow("payment.already-posted");
  expect(await counts(clinic)).toEqual({ payments: 1, entries: 1, cash: 4_000 });
});

test("payments taken at the same moment never take more than the invoice has open", async () => {
  const { clinic, patientId, invoiceId } = await clinicWithInvoice();
  const outcomes = await Promise.allSettled(
    [6_000, 6_000, 4_000].map((cents) =>
      post(clinic, payment(patientId, String(cents / 100), [[invoiceId, cents]])),
    ),
  );
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(2);
  expect((await account(clinic, patientId)).patientDueCents).toBe(0);
});

test("another clinic's invoice, another patient's invoice and a random one are not found alike", async () => {
  const { clinic, patientId } = await clinicWithInvoice();
  const other = await clinicWithInvoice();
  const stranger = await recordPatient(clinic, { family: "Lovelace" });
  const theirs = await recordInvoice(clinic, stranger);
  for (const invoiceId of [other.invoiceId, theirs, randomUUID() as InvoiceId]) {
    await expect(post(clinic, payment(patientId, "1.00", [[invoiceId, 100]]))).rejects.toThrow(
      "invoice not found",
    );
  }
  await expect(post(clinic, payment(other.patientId, "1.00", []))).rejects.toThrow(
    "patient not found",
  );
  expect(await counts(clinic)).toEqual({ payments: 0, entries: 0, cash: 0 });
  expect(await counts(other.clinic)).toEqual({ payments: 0, entries: 0, cash: 0 });
});

test.each(["prescriber", "medical_assistant", "tenant_admin"] as const)(
  "a %s posts nothing",
  async (role) => {
    const { clinic, patientId, invoiceId } = await clinicWithInvoice();
    const attempt = runInScope(clinic.as(role), "payment:post", (scope) =>
      postPayment(scope, payment(patientId, "1.00", [[invoiceId, 100]])),
    );
    await expect(attempt).rejects.toThrow("missing payment:post");
    expect(await counts(clinic)).toEqual({ payments: 0, entries: 0, cash: 0 });
    const [denied] = await admin`select count(*)::int as n from audit.events
      where tenant_id = ${clinic.tenantId} and action = 'access.denied' and outcome = 'denied'`;
    expect(denied?.n).toBe(1);
  },
);

test("money received tomorrow is refused", async () => {
  const { clinic, patientId, invoiceId } = await clinicWithInvoice();
  const input = { ...payment(patientId, "1.00", [[invoiceId, 100]]), receivedOn: "2999-01-01" };
  await expect(post(clinic, input)).rejects.toThrow("payment.in-the-future");
});

/** Acts as the superuser inside a clinic, past every policy: only the ledger's own rules are left. */
const inside = (clinic: TestClinic, statements: readonly string[]) =>
  admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${clinic.tenantId}, true), set_config('app.actor', ${randomUUID()}, true)`;
    for (const statement of statements) await tx.unsafe(statement);
  });

test("a ledger row cannot be changed or removed, not even by the owner of the table", async () => {
  const { clinic, patientId, invoiceId } = await clinicWithInvoice();
  await post(clinic, payment(patientId, "1.00", [[invoiceId, 100]]));
  for (const table of [
    "ledger_entries",
    "postings",
    "payments",
    "payment_allocations",
    "invoices",
    "invoice_lines",
  ]) {
    const where = `where tenant_id = '${clinic.tenantId}'`;
    await expect(
      inside(clinic, [`update app.${table} set created_at = now() ${where}`]),
    ).rejects.toThrow("append-only");
    await expect(inside(clinic, [`delete from app.${table} ${where}`])).rejects.toThrow(
      "append-only",
    );
  }
});

test("the database refuses an entry that does not sum to zero, and one without postings", async () => {
  const { clinic, patientId } = await clinicWithInvoice();
  const entry = (
    id: string,
  ) => `insert into app.ledger_entries (tenant_id, id, kind, effective_on, posted_by)
    values ('${clinic.tenantId}', '${id}', 'payment', '2026-01-01', '${randomUUID()}')`;
  const side = (id: string, account: string, cents: number) =>
    `insert into app.postings (tenant_id, id, entry_id, account, amount_cents, patient_id)
    values ('${clinic.tenantId}', '${randomUUID()}', '${id}', '${account}', ${cents}, '${patientId}')`;
  const [lopsided, empty, even] = [randomUUID(), randomUUID(), randomUUID()];

  await expect(inside(clinic, [entry(lopsided), side(lopsided, "cash", 5)])).rejects.toThrow(
    "does not sum to zero",
  );
  await expect(inside(clinic, [entry(empty)])).rejects.toThrow("has no postings");
  await inside(clinic, [entry(even), side(even, "cash", 5), side(even, "unapplied", -5)]);
});

test("a posting out of sight at the commit does not pass for a balanced one", async () => {
  const { clinic, patientId } = await clinicWithInvoice();
  const other = await newClinic();
  const unseen = admin.begin(async (tx) => {
    await tx`select set_config('role', 'biller', true), set_config('app.actor', ${randomUUID()}, true),
      set_config('app.current_tenant', ${clinic.tenantId}, true)`;
    await tx`insert into app.postings (tenant_id, id, entry_id, account, amount_cents, patient_id)
      select tenant_id, ${randomUUID()}, id, 'cash', 500, ${patientId}::uuid from app.ledger_entries`;
    await tx`select set_config('app.current_tenant', ${other.tenantId}, true)`;
  });
  await expect(unseen).rejects.toThrow("does not sum to zero");
});

test("what the ledger remembers of a request cannot be found by guessing its sealed reference", async () => {
  const { clinic, patientId } = await clinicWithInvoice();
  const input = payment(patientId, "40.00", []);
  await post(clinic, input);
  const [row] = await admin<{ hash: Buffer }[]>`select request_hash as hash from app.ledger_entries
    where tenant_id = ${clinic.tenantId} and idempotency_key = ${input.idempotencyKey}`;
  const { amount, method, reference, receivedOn } = input;
  const said = JSON.stringify([patientId, amount, method, reference, receivedOn, []]);
  expect(row?.hash.equals(createHash("sha256").update(said).digest())).toBe(false);
});

test.each(["0000-01-01", "0000-12-31", "1799-12-31", "2201-01-01"])(
  "a day that no clinic has books for is refused at the door: %s",
  (day) => {
    const form = { ...payment(PatientId.parse(randomUUID()), "1.00", []), amount: "1.00" };
    const parsed = PostPayment.safeParse({ ...form, allocations: "[]", receivedOn: day });
    expect(parsed.error?.issues.map(({ path }) => path.join("."))).toEqual(["receivedOn"]);
    expect(ReadAging.safeParse({ asOf: day }).success).toBe(false);
  },
);

test("whatever is posted, aging, invoices, accounts and the ledger agree to the cent", async () => {
  const clinic = await newClinic();
  const patients = [await recordPatient(clinic), await recordPatient(clinic, { family: "Hopper" })];
  const issue = fc.record({
    patient: fc.integer({ min: 0, max: 1 }),
    cents: fc.integer({ min: 1, max: 90_000 }),
    month: fc.integer({ min: 1, max: 9 }),
    insured: fc.boolean(),
    paid: fc.integer({ min: 0, max: 120_000 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(issue, { minLength: 1, maxLength: 3 }), async (steps) => {
      for (const step of steps) {
        const patientId = patients[step.patient] ?? PatientId.parse(randomUUID());
        const issuedOn = `2026-0${step.month}-15`;
        const invoiceId = await recordInvoice(clinic, patientId, {
          cents: step.cents,
          issuedOn,
          dueOn: issuedOn,
          responsible: step.insured ? "insurance" : "patient",
        });
        const applied = Math.min(step.paid, step.cents);
        if (step.paid > 0) {
          await post(
            clinic,
            payment(patientId, (step.paid / 100).toFixed(2), [[invoiceId, applied]]),
          );
        }
      }
      const biller = clinic.as("biller");
      for (const by of ["responsible", "provider"] as const) {
        const aging = await runInScope(biller, "aging:read", (scope) =>
          getAging(scope, { asOf: "2999-01-01", by }),
        );
        expect(aging.totalCents).toBe(aging.ledgerCents);
      }
      const [ledger] = await admin`select
        coalesce(sum(amount_cents) filter (where account like 'receivable:%'), 0)::int as receivable,
        coalesce(sum(amount_cents), 0)::int as everything
        from app.postings where tenant_id = ${clinic.tenantId}`;
      const accounts = await Promise.all(patients.map((id) => account(clinic, id)));
      const owed = accounts.reduce(
        (sum, a) => sum + a.patientDueCents + a.insurancePendingCents,
        0,
      );
      const listed = await Promise.all(
        patients.map((id) =>
          runInScope(biller, "invoice:read", (scope) => getPatientBilling(scope, id)),
        ),
      );
      const open = listed.flatMap((view) => view.invoices).reduce((sum, i) => sum + i.openCents, 0);
      expect(ledger).toEqual({ receivable: owed, everything: 0 });
      expect(open).toBe(owed);
    }),
    { numRuns: 8 },
  );
});

test("the list pages through every invoice once, newest first", async () => {
  const clinic = await newClinic();
  const patientId = await recordPatient(clinic);
  for (let day = 1; day <= 28; day += 1) {
    const issuedOn = `2026-01-${String(day).padStart(2, "0")}`;
    await recordInvoice(clinic, patientId, { issuedOn });
    await recordInvoice(clinic, patientId, { issuedOn });
  }
  const read = (after?: { issuedOn: string; invoiceId: string } | null) =>
    runInScope(clinic.as("biller"), "invoice:read", (scope) =>
      listInvoices(scope, {
        filter: "open",
        responsible: "any",
        after: after as { issuedOn: string; invoiceId: InvoiceId } | null,
      }),
    );
  const first = await read();
  const second = await read(first.next);
  const days = [...first.rows, ...second.rows].map((row) => row.issuedOn);
  expect(first.rows).toHaveLength(50);
  expect(second).toMatchObject({ next: null });
  expect(new Set([...first.rows, ...second.rows].map((row) => row.invoiceId)).size).toBe(56);
  expect(days).toEqual([...days].sort().reverse());
});
