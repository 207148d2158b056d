import { expect, test } from "vitest";
import { inTenant } from "#db/tenant";
import { NotFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { verifyChain } from "./verify.ts";

interface Told {
  readonly seq: number;
  readonly action: string;
  readonly outcome: string;
  readonly subjects: string[];
  readonly actor_id: string;
  readonly db_role: string;
  readonly entity: string;
}

/** What the members of a clinic recorded, without the row events of setting it up. */
const told = (clinic: TestClinic) =>
  admin<
    Told[]
  >`select seq::int, action, outcome, subjects, actor_id, db_role, entity from audit.events
    where tenant_id = ${clinic.tenantId} and action not like 'row.%' order by events.seq`;

const verify = ({ tenantId, as }: TestClinic) =>
  inTenant({ tenantId, actorId: as("tenant_admin").memberId, role: "tenant_admin" }, (tx) =>
    verifyChain(tx, tenantId),
  );

test("twenty at once extend one unbroken chain", async () => {
  const clinic = await newClinic();
  const prescriber = clinic.as("prescriber");
  const patients = Array.from({ length: 20 }, newId);

  await Promise.all(
    patients.map((id) =>
      runInScope(prescriber, "chart:read", async (scope) => {
        scope.record({ action: "chart.viewed", patientIds: [id] });
        scope.record({ action: "labs.viewed", patientIds: [id], details: { results: 3 } });
      }),
    ),
  );

  const events = await told(clinic);
  expect(events).toHaveLength(40);
  expect(new Set(events.map(({ seq }) => seq)).size).toBe(40);
  for (const [index, event] of events.entries()) {
    expect(event.action).toBe(index % 2 === 0 ? "chart.viewed" : "labs.viewed");
    expect(event.subjects).toEqual(events[index - (index % 2)]?.subjects);
    expect(event).toMatchObject({ actor_id: prescriber.memberId, db_role: "prescriber" });
  }
  expect((await verify(clinic)).damage).toBeNull();
});

test("the events of one transaction keep their order and leave nothing behind", async () => {
  const clinic = await newClinic();
  await runInScope(clinic.as("biller"), "invoice:read", async (scope) => {
    for (let count = 0; count < 1_200; count += 1) {
      scope.record({
        action: "invoice.viewed",
        entity: `n${count}`,
        patientIds: [newId(), newId()],
      });
    }
  });

  const events = await told(clinic);
  expect(events.map(({ entity }) => entity)).toEqual(events.map((_, count) => `n${count}`));
  expect(events).toHaveLength(1_200);
  const [left] =
    await admin`select count(*)::int as rows from audit.outbox where tenant_id = ${clinic.tenantId}`;
  expect(left).toEqual({ rows: 0 });
  expect((await verify(clinic)).damage).toBeNull();
});

test("nothing leaves the scope when its event cannot be written", async () => {
  const clinic = await newClinic();
  const answer = runInScope(clinic.as("prescriber"), "chart:read", async (scope) => {
    scope.disclose({ action: "chart.viewed", entity: "x".repeat(65), patientIds: [newId()] });
    return "the opened chart";
  });
  await expect(answer).rejects.toMatchObject({ cause: { code: "23514" } });
  expect(await told(clinic)).toEqual([]);
});

test("nothing leaves the scope when its event cannot be sealed into the chain", async () => {
  const clinic = await newClinic();
  await admin.begin(async (blocker) => {
    await blocker`select pg_advisory_xact_lock(uuid_hash_extended(${clinic.tenantId}::uuid, 4711))`;
    const answer = runInScope(clinic.as("prescriber"), "chart:read", async (scope) => {
      scope.disclose({ action: "chart.viewed", patientIds: [newId()] });
      return "the opened chart";
    });
    await expect(answer).rejects.toMatchObject({ cause: { code: "55P03" } });
  });
  expect(await told(clinic)).toEqual([]);
});

test("a denial outlives the transaction that it ended", async () => {
  const clinic = await newClinic();
  const patientId = newId();
  const biller = clinic.as("biller");

  await expect(runInScope(biller, "lab:read", async () => "labs")).rejects.toThrow(
    "missing lab:read",
  );
  const foreign = runInScope(biller, "patient:read", async (scope) => {
    scope.record({ action: "chart.viewed", patientIds: [patientId] });
    throw new NotFound("patient", patientId);
  });
  await expect(foreign).rejects.toThrow("patient not found");

  expect(await told(clinic)).toMatchObject([
    { action: "access.denied", outcome: "denied", actor_id: biller.memberId },
    { action: "access.denied", outcome: "denied", entity: "patient" },
  ]);
});
