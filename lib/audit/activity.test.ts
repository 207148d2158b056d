import { expect, test } from "vitest";
import { newId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { newClinic, type TestClinic } from "#lib/testing";
import { planFaults } from "#lib/testing-plans";
import { memberActivity } from "./activity.ts";
import { ReadActivity } from "./input.ts";

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const view = (clinic: TestClinic, patientIds: string[]) =>
  runInScope(clinic.as("prescriber"), "chart:read", async (scope) => {
    scope.record({ action: "chart.viewed", patientIds });
  });
const asked = (memberId: string, from = day(-2), to = day(1)) =>
  ReadActivity.parse({ memberId, from, to });

test("charts are counted by day, each patient once, beside what was denied", async () => {
  const clinic = await newClinic();
  const { memberId } = clinic.as("prescriber");
  const [ada, bea] = [newId(), newId()];
  for (const patient of [ada, ada, bea]) await view(clinic, [patient]);
  await expect(runInScope(clinic.as("prescriber"), "audit:read", async () => 0)).rejects.toThrow(
    "missing audit:read",
  );
  const read = (period = asked(memberId)) =>
    runInScope(clinic.as("tenant_admin"), "audit:read", (scope) => memberActivity(scope, period));
  const { member, days, actions } = await read();
  expect(member).toBe("Test prescriber");
  expect(days.reduce((sum, each) => sum + each.charts, 0)).toBe(3);
  expect(days[0]).toMatchObject({ charts: 3, patients: 2, events: 4, denied: 1 });
  expect(actions).toEqual([
    { action: "chart.viewed", outcome: "success", count: 3 },
    { action: "access.denied", outcome: "denied", count: 1 },
  ]);
  expect((await read(asked(memberId, "2020-01-01", "2020-01-31"))).days).toEqual([]);
});

test("another clinic's member did nothing here, and a colleague may not look", async () => {
  const [clinic, other] = [await newClinic(), await newClinic()];
  const theirs = asked(other.as("prescriber").memberId);
  const peek = runInScope(clinic.as("tenant_admin"), "audit:read", (scope) =>
    memberActivity(scope, theirs),
  );
  await expect(peek).rejects.toThrow("member not found");
  const nosy = runInScope(clinic.as("prescriber"), "audit:read", (scope) =>
    memberActivity(scope, asked(clinic.as("biller").memberId)),
  );
  await expect(nosy).rejects.toThrow("missing audit:read");
});

test("at most three months are asked for, and they are entered by the clinic", async () => {
  const memberId = newId();
  expect(ReadActivity.safeParse({ memberId, from: day(-93), to: day(0) }).success).toBe(false);
  expect(ReadActivity.safeParse({ memberId, from: day(1), to: day(0) }).success).toBe(false);
  const clinic = await newClinic();
  const own = asked(clinic.as("prescriber").memberId);
  expect(await planFaults(clinic, "tenant_admin", (scope) => memberActivity(scope, own))).toEqual(
    [],
  );
});
