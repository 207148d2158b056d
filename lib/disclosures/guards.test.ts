import { expect, test } from "vitest";
import { newId, PatientId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { inClinic } from "#lib/testing-people";
import { recordPatient } from "#lib/testing-records";
import { holdAccounting, liftHold, recordDisclosure, withdrawDisclosure } from "./commands.ts";
import { AskAccounting, HoldAccounting, RecordDisclosure } from "./input.ts";
import { getAccounting } from "./queries.ts";

const said = (patientId: string, disclosureId = newId()) =>
  RecordDisclosure.parse({
    disclosureId,
    patientId,
    disclosedOn: "2026-01-15",
    recipient: "Quillfeather Registry",
    address: "9 Quillfeather Way",
    purpose: "public_health",
    basis: "Quillfeather Act",
    description: "Quillfeather result",
  });

const asAdmin = <T>(clinic: TestClinic, work: Parameters<typeof runInScope<T>>[2]) =>
  runInScope(clinic.as("tenant_admin"), "disclosure:manage", work);

const stored = (clinic: TestClinic) =>
  admin`select * from app.disclosures where tenant_id = ${clinic.tenantId}`;

test("what is recorded is sealed, names who recorded it, and is in the patient's history", async () => {
  const clinic = await newClinic();
  const ada = await recordPatient(clinic);
  await asAdmin(clinic, (scope) => recordDisclosure(scope, said(ada)));

  const [row] = await stored(clinic);
  expect(row).toMatchObject({ recorded_by: clinic.as("tenant_admin").memberId, patient_id: ada });
  expect(Buffer.from(JSON.stringify(row)).includes("Quillfeather")).toBe(false);
  const events = await admin`select e.action from audit.subjects s
    join audit.events e on e.tenant_id = s.tenant_id and e.seq = s.seq
    where s.tenant_id = ${clinic.tenantId} and s.patient_id = ${ada} and e.action = 'disclosure.recorded'`;
  expect(events).toHaveLength(1);
});

test("a form that is sent twice records once", async () => {
  const clinic = await newClinic();
  const ada = await recordPatient(clinic);
  const input = said(ada);
  const send = () => asAdmin(clinic, (scope) => recordDisclosure(scope, input));
  const outcomes = await Promise.allSettled([send(), send(), send()]);

  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await stored(clinic)).toHaveLength(1);
});

test("another clinic's patient, disclosure or hold is not found, and nothing is written", async () => {
  const [clinic, other] = [await newClinic(), await newClinic()];
  const foreign = await recordPatient(other);
  const theirs = said(foreign);
  await asAdmin(other, (scope) => recordDisclosure(scope, theirs));
  const hold = HoldAccounting.parse({
    holdId: newId(),
    patientId: foreign,
    agency: "law_enforcement",
    statement: "Det. Ruiz",
    endsOn: "2199-01-01",
    isOral: "no",
  });
  await asAdmin(other, (scope) => holdAccounting(scope, hold));

  for (const patientId of [foreign, PatientId.parse(newId())]) {
    const ask = asAdmin(clinic, (scope) =>
      getAccounting(scope, AskAccounting.parse({ patientId })),
    );
    await expect(ask).rejects.toThrow("patient not found");
    const record = asAdmin(clinic, (scope) => recordDisclosure(scope, said(patientId)));
    await expect(record).rejects.toThrow("patient not found");
    const held = asAdmin(clinic, (scope) =>
      holdAccounting(scope, { ...hold, holdId: newId(), patientId }),
    );
    await expect(held).rejects.toThrow("patient not found");
  }
  const { disclosureId } = theirs;
  const withdraw = asAdmin(clinic, (scope) =>
    withdrawDisclosure(scope, { disclosureId, reason: "none" }),
  );
  await expect(withdraw).rejects.toThrow("disclosure not found");
  const lift = asAdmin(clinic, (scope) => liftHold(scope, { holdId: hold.holdId, reason: "none" }));
  await expect(lift).rejects.toThrow("hold not found");
  expect(await stored(clinic)).toHaveLength(0);
  expect(await stored(other)).toMatchObject([{ withdrawal_sealed: null }]);
  const seen = await admin`select 1 from audit.subjects where tenant_id = ${clinic.tenantId}`;
  expect(seen).toHaveLength(0);
});

test.each(["medical_assistant", "prescriber", "biller"] as const)(
  "a %s neither reads nor records disclosures, and it stands in the trail that they tried",
  async (role) => {
    const clinic = await newClinic();
    const ada = await recordPatient(clinic);
    const attempt = runInScope(clinic.as(role), "disclosure:manage", (scope) =>
      recordDisclosure(scope, said(ada)),
    );
    await expect(attempt).rejects.toThrow("missing disclosure:manage");
    // The database says the same to whoever comes past the check.
    const past = runInScope(clinic.as(role), "home:read", (scope) =>
      recordDisclosure({ ...scope, require: () => undefined }, said(ada)),
    );
    await expect(past).rejects.toHaveProperty("cause.code", "42501");
    expect(await stored(clinic)).toHaveLength(0);
  },
);

test("a recorded disclosure stands, whoever asks the database to change it", async () => {
  const clinic = await newClinic();
  const ada = await recordPatient(clinic);
  const { disclosureId } = await asAdmin(clinic, (scope) => recordDisclosure(scope, said(ada)));
  const change = (what: string) =>
    inClinic(clinic.tenantId, (tx) =>
      tx.unsafe(`update app.disclosures set ${what} where id = '${disclosureId}'`),
    );
  for (const what of [
    "disclosed_on = disclosed_on + 1",
    "content_sealed = '\\x00'",
    "recorded_by = gen_random_uuid()",
    "withdrawn_at = now()",
    "withdrawal_sealed = '\\x00', disclosed_on = disclosed_on + 1",
  ])
    await expect(change(what), what).rejects.toHaveProperty("code", "42501");
  const remove = inClinic(
    clinic.tenantId,
    (tx) => tx`delete from app.disclosures where id = ${disclosureId}`,
  );
  await expect(remove).rejects.toHaveProperty("code", "42501");
  await asAdmin(clinic, (scope) =>
    withdrawDisclosure(scope, { disclosureId, reason: "Wrong patient" }),
  );
  await expect(change("withdrawal_sealed = null")).rejects.toHaveProperty("code", "42501");
  await expect(change("withdrawal_sealed = '\\x01'")).rejects.toHaveProperty("code", "42501");
});
