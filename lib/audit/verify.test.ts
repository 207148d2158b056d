import type { TransactionSql } from "postgres";
import { expect, test } from "vitest";
import { inTenant } from "#db/tenant";
import { newId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { sentenceOf } from "./verdict.ts";
import { verifyChain } from "./verify.ts";

async function clinicWithEvents(count: number): Promise<TestClinic> {
  const clinic = await newClinic();
  await runInScope(clinic.as("prescriber"), "chart:read", async (scope) => {
    for (let event = 0; event < count; event += 1) {
      scope.record({ action: "chart.viewed", patientIds: [newId()], details: { event } });
    }
  });
  return clinic;
}

const verify = ({ tenantId, as }: TestClinic) =>
  inTenant({ tenantId, actorId: as("tenant_admin").memberId, role: "tenant_admin" }, (tx) =>
    verifyChain(tx, tenantId),
  );

/** A superuser who takes the guards down, changes what they please and puts the guards back. */
async function tamper(work: (tx: TransactionSql) => Promise<unknown>): Promise<void> {
  await admin.begin(async (tx) => {
    await tx.unsafe(
      `alter table audit.events disable trigger all; alter table audit.heads disable trigger all;`,
    );
    await work(tx);
    await tx.unsafe(`alter table audit.events enable trigger all; alter table audit.heads enable trigger all;
      alter table audit.events enable always trigger refuse_change; alter table audit.events enable always trigger refuse_truncate;
      alter table audit.heads enable always trigger refuse_removal; alter table audit.heads enable always trigger refuse_retreat;
      alter table audit.heads enable always trigger refuse_truncate`);
  });
}

test("an honest chain of several batches is intact to its head", async () => {
  const clinic = await clinicWithEvents(9_000);
  const verdict = await verify(clinic);
  const [head] = await admin`select seq::int as position, encode(hash, 'hex') as head
    from audit.heads where tenant_id = ${clinic.tenantId}`;

  expect(verdict).toEqual({ ...head, damage: null });
  expect(sentenceOf(verdict)).toBe(`intact from 1 to ${verdict.position}`);
});

test("a clinic without events has an empty, intact chain", async () => {
  const clinic = await newClinic();
  const verdict = await inTenant(
    { tenantId: newId(), actorId: clinic.as("tenant_admin").memberId, role: "tenant_admin" },
    (tx) => verifyChain(tx, newId()),
  );
  expect(verdict).toMatchObject({ position: 0, damage: null });
});

test("damage behind the first batch is named by its position", async () => {
  const clinic = await clinicWithEvents(9_000);
  await tamper(
    (tx) => tx`update audit.events set action = 'chart.printed'
    where tenant_id = ${clinic.tenantId} and seq = 8123`,
  );
  expect((await verify(clinic)).damage).toEqual({ position: 8123, kind: "altered", part: "event" });
});
