import { expect, test } from "vitest";
import { patients } from "#db/schema/patients";
import { newId, PatientId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { getEvent, revealEvent } from "./event.ts";
import { accessHistory } from "./history.ts";
import { ListTrail, ReadHistory } from "./input.ts";
import { listTrail } from "./trail.ts";

async function addPatient(clinic: TestClinic, family: string): Promise<PatientId> {
  const id = PatientId.parse(newId());
  await clinic.write(async ({ tx, tenantId, seal }) => {
    const sealed = (column: string, text: string) =>
      seal({ table: "patients", column, rowId: id }, text);
    await tx.insert(patients).values({
      tenantId,
      id,
      familySealed: sealed("family_sealed", family),
      givenSealed: sealed("given_sealed", "Ada"),
      mrnSealed: sealed("mrn_sealed", "1"),
      mrnToken: Buffer.from(id.replaceAll("-", ""), "hex"),
      demographicsSealed: sealed("demographics_sealed", "{}"),
    });
  });
  return id;
}

const view = (
  clinic: TestClinic,
  patientIds: string[],
  action: "chart.viewed" | "patients.searched" = "chart.viewed",
) =>
  runInScope(clinic.as("prescriber"), "chart:read", async (scope) => {
    scope.record({ action, patientIds, details: { text: "byron" } });
  });

const list = (clinic: TestClinic, input: object = {}) =>
  runInScope(clinic.as("tenant_admin"), "audit:read", (scope) =>
    listTrail(scope, ListTrail.parse(input)),
  );

const history = (clinic: TestClinic, patientId: string, input: object = {}) =>
  runInScope(clinic.as("tenant_admin"), "history:read", (scope) =>
    accessHistory(scope, ReadHistory.parse({ patientId, ...input })),
  );

test("the trail says who did what to whom, newest first, and looking at it is in it", async () => {
  const clinic = await newClinic();
  const [ada, bea] = [await addPatient(clinic, "Byron"), await addPatient(clinic, "Crewe")];
  await view(clinic, [ada]);
  await view(clinic, [ada, bea], "patients.searched");

  const { events } = await list(clinic);
  expect(events).toMatchObject([
    { action: "patients.searched", patientCount: 2, patient: undefined, role: "prescriber" },
    { action: "chart.viewed", patient: { id: ada, name: "BYRON, Ada" }, outcome: "success" },
  ]);
  expect(events[0]?.actor).toBe(clinic.as("prescriber").displayName);
  expect(events[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);

  const again = await list(clinic);
  expect(again.events[0]).toMatchObject({ action: "trail.viewed", patient: { id: ada } });
});

test("the trail of another clinic's patient, or of nobody, is not found and names nobody as seen", async () => {
  const [clinic, other] = [await newClinic(), await newClinic()];
  const foreign = await addPatient(other, "Byron");
  for (const patient of [foreign, newId()]) {
    await expect(list(clinic, { patient })).rejects.toThrow("patient not found");
  }
  const seen = await admin`select 1 from audit.subjects where tenant_id = ${clinic.tenantId}`;
  expect(seen).toHaveLength(0);
  expect((await list(clinic)).events.map(({ action }) => action)).toEqual([
    "access.denied",
    "access.denied",
  ]);
});

test("every filter narrows the trail", async () => {
  const clinic = await newClinic();
  const [ada, bea] = [await addPatient(clinic, "Byron"), await addPatient(clinic, "Crewe")];
  await view(clinic, [ada]);
  await view(clinic, [ada, bea], "patients.searched");
  await expect(runInScope(clinic.as("biller"), "lab:read", async () => 0)).rejects.toThrow();
  const actions = async (input: object) =>
    (await list(clinic, input)).events.map(({ action }) => action);
  const biller = clinic.as("biller").memberId;
  const [today, tomorrow] = [0, 1].map((days) =>
    new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10),
  );

  expect(await actions({ member: biller })).toEqual(["access.denied"]);
  expect(await actions({ outcome: "denied" })).toEqual(["access.denied"]);
  expect(await actions({ role: "biller" })).toEqual(["access.denied"]);
  expect(await actions({ role: "biller", group: "records" })).toEqual([]);
  expect(await actions({ group: "records", role: "prescriber" })).toEqual([
    "patients.searched",
    "chart.viewed",
  ]);
  expect(await actions({ group: "break-glass" })).toEqual([]);
  expect(await actions({ patient: bea })).toEqual(["patients.searched"]);
  expect(await actions({ patient: bea, role: "prescriber" })).toEqual(["patients.searched"]);
  expect(await actions({ action: "chart.viewed" })).toEqual(["chart.viewed"]);
  expect(await actions({ member: biller, patient: bea })).toEqual([]);
  expect(await actions({ action: "chart.viewed", from: "2020-01-01", to: tomorrow })).toEqual([
    "chart.viewed",
  ]);
  expect(await actions({ action: "chart.viewed", to: "2020-01-01" })).toEqual([]);
  expect(await actions({ action: "chart.viewed", from: "2199-01-01" })).toEqual([]);
  expect(
    await actions({ action: "row.added", patient: ada, to: today, from: "2020-01-01" }),
  ).toHaveLength(1);
  expect(
    (await list(clinic, { rows: true, size: 100 })).events.map(({ action }) => action),
  ).toContain("row.added");
});

test("a word that this version does not know is found like any other", async () => {
  const clinic = await newClinic();
  const { memberId } = clinic.as("biller");
  await admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${clinic.tenantId}, true), set_config('app.actor', ${memberId}, true)`;
    await tx`insert into audit.outbox (id, action, entity, entity_id)
      values (${newId()}, 'word.of-yesterday', '', '00000000-0000-0000-0000-000000000000')`;
  });
  const { events } = await list(clinic, { member: memberId });
  expect(events).toMatchObject([{ action: "word.of-yesterday", role: "none" }]);
  expect((await list(clinic, { role: "none", outcome: "success" })).events[0]?.action).toBe(
    "word.of-yesterday",
  );
});

test("pages follow each other without a gap or a repeat", async () => {
  const clinic = await newClinic();
  const ada = await addPatient(clinic, "Byron");
  for (let count = 0; count < 7; count += 1) await view(clinic, [ada]);

  const first = await list(clinic, { action: "chart.viewed", size: 3 });
  const second = await list(clinic, { action: "chart.viewed", size: 3, before: first.before });
  const third = await list(clinic, { action: "chart.viewed", size: 3, before: second.before });
  const positions = [first, second, third].flatMap(({ events }) =>
    events.map(({ position }) => position),
  );
  expect(positions).toHaveLength(7);
  expect(positions).toEqual([...new Set(positions)].sort((a, b) => b - a));
  expect(third.before).toBeUndefined();
});

test("a patient's access history has views, searches that found them and, asked for, changes of rows", async () => {
  const clinic = await newClinic();
  const [ada, bea] = [await addPatient(clinic, "Byron"), await addPatient(clinic, "Crewe")];
  await view(clinic, [ada]);
  await view(clinic, [ada, bea], "patients.searched");

  expect((await history(clinic, bea)).events.map(({ action }) => action)).toEqual([
    "patients.searched",
  ]);
  expect((await history(clinic, bea, { rows: true })).events.map(({ action }) => action)).toEqual([
    "history.viewed",
    "patients.searched",
    "row.added",
  ]);
  expect((await history(clinic, ada, { size: 1 })).before).toBeDefined();
});

test("another clinic's patient has no history, and only an administrator reads one", async () => {
  const [own, other] = [await newClinic(), await newClinic()];
  const ada = await addPatient(other, "Byron");
  await expect(history(own, ada)).rejects.toThrow("patient not found");
  for (const role of ["medical_assistant", "prescriber", "biller"] as const) {
    const peek = runInScope(own.as(role), "audit:read", (scope) =>
      listTrail(scope, ListTrail.parse({})),
    );
    await expect(peek).rejects.toThrow("missing audit:read");
  }
  expect((await list(own, { outcome: "denied" })).events).toHaveLength(4);
});

test("an opened event shows its details and its place in the chain", async () => {
  const clinic = await newClinic();
  const ada = await addPatient(clinic, "Byron");
  await view(clinic, [ada]);
  const position = (await list(clinic)).events[0]?.position ?? 0;
  const open = (at: number) =>
    runInScope(clinic.as("tenant_admin"), "audit:read", (scope) =>
      getEvent(scope, { position: at }),
    );

  const event = await open(position);
  expect(JSON.stringify(event)).not.toContain("byron");
  const revealed = await runInScope(clinic.as("tenant_admin"), "audit:read", (scope) =>
    revealEvent(scope, { position }),
  );
  expect(revealed).toEqual({ details: { text: "byron" }, changes: {} });
  expect((await list(clinic)).events[0]).toMatchObject({
    action: "values.revealed",
    patient: { id: ada },
  });
  const before = await open(position - 1);
  expect(event).toMatchObject({
    fields: ["text"],
    patients: [{ id: ada, name: "BYRON, Ada" }],
  });
  expect(event.prevHash).toBe(before.hash);
  await expect(open(1_000_000)).rejects.toThrow("event not found");
});
