import { expect, test } from "vitest";
import { patients } from "#db/schema/patients";
import { newId, PatientId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { getEvent, revealEvent } from "./event.ts";
import { accessHistory } from "./history.ts";
import { ListTrail, ReadHistory, readFilters } from "./input.ts";
import { saveView } from "./saved-views.ts";
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

test("where a request came from stands in all that it records, also when it is refused", async () => {
  const clinic = await newClinic();
  const from = { ...clinic.as("biller"), address: "192.0.2.7" };
  await runInScope(from, "home:read", async (scope) => scope.record({ action: "home.viewed" }));
  await expect(runInScope(from, "lab:read", async () => 0)).rejects.toThrow("missing lab:read");
  const { events } = await list(clinic, { member: from.memberId });
  for (const { position, address } of events) {
    expect(address).toBe("192.0.2.7");
    const opened = await runInScope(clinic.as("tenant_admin"), "audit:read", (scope) =>
      getEvent(scope, { position }),
    );
    expect(opened).toMatchObject({ address: "192.0.2.7" });
  }
  expect(events).toHaveLength(2);
});

test("what is no address is not recorded as one, and rows that change have that of their request", async () => {
  const clinic = await newClinic();
  const hidden = { ...clinic.as("biller"), address: "unknown" };
  await runInScope(hidden, "home:read", async (scope) => scope.record({ action: "home.viewed" }));
  const admin = { ...clinic.as("tenant_admin"), address: "2001:db8::9" };
  const input = { name: "Mine", predicates: "outcome=denied", isShared: undefined };
  await runInScope(admin, "audit:read", (scope) => saveView(scope, input));
  expect((await list(clinic, { member: hidden.memberId })).events).toMatchObject([
    { action: "home.viewed", address: undefined },
  ]);
  const from = await list(clinic, { address: "2001:db8::/64", rows: true });
  expect(from.events.map(({ action }) => action).sort()).toEqual(["row.added", "view.saved"]);
});

test("the trail is narrowed by an address, a range of them, and what it was for, with everything else", async () => {
  const clinic = await newClinic();
  const at = (role: "biller" | "prescriber", address: string) =>
    runInScope({ ...clinic.as(role), address }, "home:read", async (scope) => {
      scope.record({ action: "home.viewed" });
    });
  for (const last of ["8", "9", "9"]) await at("prescriber", `192.0.2.${last}`);
  await at("biller", "192.0.2.9");
  await at("biller", "2001:db8::1");
  const count = async (input: object) => (await list(clinic, input)).events.length;
  const biller = clinic.as("biller").memberId;

  expect(await count({ address: "192.0.2.9" })).toBe(3);
  expect(await count({ address: "192.0.2.9", member: biller })).toBe(1);
  expect(await count({ address: "192.0.2.9", role: "prescriber", outcome: "success" })).toBe(2);
  expect(await count({ address: "192.0.2.9", outcome: "denied" })).toBe(0);
  expect(await count({ address: "192.0.2.9", to: "2020-01-01" })).toBe(0);
  expect(await count({ address: "192.0.2.0/24" })).toBe(4);
  // The rest of an address behind its range says nothing.
  expect(await count({ address: "192.0.2.77/24" })).toBe(4);
  expect(await count({ address: "192.0.2.8/31" })).toBe(4);
  expect(await count({ address: "192.0.2.8/32" })).toBe(1);
  expect(await count({ address: "0.0.0.0/0" })).toBe(4);
  expect(await count({ address: "2001:db8::/32" })).toBe(1);
  expect(await count({ address: "2001:DB8:0::1" })).toBe(1);
  expect(await count({ purpose: "TREAT" })).toBe(3);
  expect(await count({ purpose: "HPAYMT" })).toBe(2);
  expect(await count({ purpose: "HPAYMT", address: "192.0.2.0/24", group: "records" })).toBe(1);
  expect(await count({ purpose: "ETREAT" })).toBe(0);
  const first = await list(clinic, { address: "192.0.2.0/24", size: 3 });
  const second = await list(clinic, { address: "192.0.2.0/24", size: 3, before: first.before });
  expect([...first.events, ...second.events]).toHaveLength(4);
  expect(new Set([...first.events, ...second.events].map(({ position }) => position)).size).toBe(4);
});

test("a range from which more came than can be hopped through is read by what else is asked for", async () => {
  const clinic = await newClinic();
  const { memberId } = clinic.as("biller");
  await admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${clinic.tenantId}, true), set_config('app.actor', ${memberId}, true)`;
    await tx`insert into audit.outbox (id, action, entity, address, entity_id)
      select gen_random_uuid(), case when n % 2000 = 0 then 'payment.posted' else 'home.viewed' end, '',
        '10.0.0.0'::inet + n, '00000000-0000-0000-0000-000000000000' from generate_series(1, 6000) n`;
  });
  // As after autovacuum: without figures of the new rows the planner takes an index that it must sort.
  await admin`analyze audit.events`;
  const positions = async (input: object) =>
    (await list(clinic, { size: 100, ...input })).events.map(({ position }) => position);
  const posted = await positions({ action: "payment.posted" });
  expect(posted).toHaveLength(3);
  expect(await positions({ action: "payment.posted", address: "10.0.0.0/8" })).toEqual(posted);
  expect(await positions({ action: "payment.posted", address: "10.0.0.0/20" })).toEqual(
    posted.slice(1),
  );
  expect(await positions({ address: "10.0.0.0/8", size: 5 })).toHaveLength(5);
  expect(await positions({ address: "11.0.0.0/8" })).toEqual([]);
});

test.each([
  "192.0.2",
  "192.0.2.256",
  "192.0.2.1/33",
  "192.0.2.1/",
  "2001:db8::/129",
  "2001::db8::1",
  "fe80::1%eth0",
  "' or true --",
  "a".repeat(100),
])("%s is no address, and takes nothing from the other filters", (address) => {
  expect(ListTrail.safeParse({ address }).success).toBe(false);
  const { filters, issues } = readFilters({ address, outcome: "denied", role: "biller" });
  expect(filters).toEqual({ outcome: "denied", role: "biller" });
  expect(issues.address).toMatch(/^Enter an IP address/);
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
