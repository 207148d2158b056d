import { expect, test } from "vitest";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { getEvent } from "./event.ts";
import { ListTrail, readFilters } from "./input.ts";
import { saveView } from "./saved-views.ts";
import { listTrail } from "./trail.ts";

const list = (clinic: TestClinic, input: object = {}) =>
  runInScope(clinic.as("tenant_admin"), "audit:read", (scope) =>
    listTrail(scope, ListTrail.parse(input)),
  );

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
