import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inTenant } from "#db/tenant";
import { ListTrail } from "#lib/audit/input";
import { listTrail } from "#lib/audit/trail";
import { newId } from "#lib/ids";
import { keyProvider } from "#lib/kms/configured";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { planFaults } from "#lib/testing-plans";
import { exportBundle } from "./bundle-export.ts";
import { signCheckpoint } from "./checkpoint.ts";
import { askForCheckpoint, chainRecord } from "./record.ts";
import { chainStanding, standingLimits, toneOf } from "./standing.ts";
import { appendEventsTo, asForger } from "./testing-chains.ts";
import { getVerifier } from "./verifier-file.ts";
import { verifyNow } from "./verify-now.ts";

const admins = (clinic: TestClinic) => clinic.as("tenant_admin");
const verify = (clinic: TestClinic) => runInScope(admins(clinic), "audit:verify", verifyNow);
const standing = (clinic: TestClinic) => runInScope(admins(clinic), "audit:read", chainStanding);

test("verifying is an event that keeps its verdict, of a whole and of a damaged chain", async () => {
  const clinic = await newClinic();
  expect(await standing(clinic)).toMatchObject({ last: undefined, tone: "late", alarms: [] });

  const whole = await verify(clinic);
  expect(whole).toMatchObject({ damage: null, by: admins(clinic).displayName, isWhole: true });
  expect((await standing(clinic)).last).toMatchObject({ ...whole, at: expect.any(String) });
  expect(await standing(clinic)).toMatchObject({ tone: "ok" });

  await asForger(
    (tx) =>
      tx`update audit.events set entity = 'x' where tenant_id = ${clinic.tenantId} and seq = 2`,
  );
  const damaged = await verify(clinic);
  expect(damaged.damage).toEqual({ position: 2, kind: "altered", part: "event" });
  expect(await standing(clinic)).toMatchObject({
    last: { damage: damaged.damage },
    tone: "failed",
    alarms: [{ kind: "damaged" }],
  });
  const { events } = await runInScope(admins(clinic), "audit:read", (scope) =>
    listTrail(scope, ListTrail.parse({ action: "chain.verified" })),
  );
  expect(events.map(({ outcome }) => outcome)).toEqual(["failed", "success"]);
});

test("looking at how the chain stands opens nothing and leaves no event", async () => {
  const clinic = await newClinic();
  await verify(clinic);
  const count = async () => {
    const [row] =
      await admin`select count(*)::int as rows from audit.events where tenant_id = ${clinic.tenantId}`;
    return row?.rows as number;
  };
  const before = await count();
  await standing(clinic);
  await runInScope(admins(clinic), "audit:read", chainRecord);

  expect(await count()).toBe(before);
});

test("what was signed outside of the database counts as well", async () => {
  const clinic = await newClinic();
  await verify(clinic);
  const { tenantId } = clinic;
  const origin = `chartkeep/audit/${tenantId}`;
  const note = await signCheckpoint(
    { origin, size: 500, root: Buffer.alloc(32) },
    await keyProvider(),
  );
  const folder = process.env.CHECKPOINT_FOLDER ?? "";
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${tenantId}.jsonl`), `${JSON.stringify({ size: 500, note })}\n`);

  expect((await verify(clinic)).damage).toMatchObject({ kind: "cut off", part: "checkpoint" });
});

test("asking for a checkpoint is recorded, and makes the background work due", async () => {
  const clinic = await newClinic();
  await admin`insert into directory.jobs (name, every_seconds, due_at)
    values ('sign-checkpoints', 60, clock_timestamp() + interval '1 hour')
    on conflict (name) do update set due_at = excluded.due_at`;
  await runInScope(admins(clinic), "audit:verify", askForCheckpoint);

  const [job] =
    await admin`select due_at <= clock_timestamp() as due from directory.jobs where name = 'sign-checkpoints'`;
  expect(job).toEqual({ due: true });
  const [event] = await admin`select action from audit.events
    where tenant_id = ${clinic.tenantId} order by seq desc limit 1`;
  expect(event).toEqual({ action: "checkpoint.requested" });
});

test("only whoever may verify asks, takes the bundle, or takes the verifier", async () => {
  const clinic = await newClinic();
  for (const role of ["prescriber", "biller", "medical_assistant"] as const) {
    for (const work of [
      verifyNow,
      askForCheckpoint,
      exportBundle,
      getVerifier,
      chainStanding,
      chainRecord,
    ])
      await expect(
        runInScope(clinic.as(role), "patient:read", async (scope) => void (await work(scope))),
      ).rejects.toThrow(/^missing audit:/);
  }
});

test("what was signed, seen and verified is nobody's to write or change, in the application", async () => {
  const clinic = await newClinic();
  const { tenantId } = clinic;
  const note = "x\n1\nx\n\n";
  const writes = [
    `insert into audit.checkpoints (tenant_id, size, head, edge, note) values ('${tenantId}', 1, decode(repeat('00', 32), 'hex'), '', '${note}')`,
    `insert into audit.receipts (tenant_id, size, keeper, kind) values ('${tenantId}', 1, 'file', 'sink')`,
    `insert into audit.verifications (tenant_id, id, extent, from_position, position, head, at)
      values ('${tenantId}', '${newId()}', 'full', 1, 1, '', now())`,
    "update audit.verifications set damage = null",
    "delete from audit.verifications",
    "delete from audit.checkpoints",
    "delete from audit.alarms",
    "update audit.alarms set raised_at = now()",
  ];
  for (const role of ["tenant_admin", "prescriber"] as const) {
    const context = { tenantId, role, actorId: clinic.as(role).memberId };
    for (const write of writes) {
      const tried = inTenant(context, (tx) => tx.execute(write));
      await expect(tried, write).rejects.toMatchObject({ cause: { code: "42501" } });
    }
  }
});

test("a standing is late after a day, and an alarm after an hour without a signature", () => {
  const calm = {
    last: undefined,
    newest: undefined,
    wholeAge: 60,
    newestAge: 60,
    checkpoint: undefined,
    checkpointAge: 60,
    position: 1,
    alarms: [],
  } as const;
  expect(toneOf({ ...calm, waiting: undefined })).toBe("ok");
  expect(toneOf({ ...calm, waiting: standingLimits.signed + 1 })).toBe("late");
  expect(toneOf({ ...calm, waiting: standingLimits.behind + 1 })).toBe("failed");
  expect(toneOf({ ...calm, waiting: 1, wholeAge: standingLimits.whole + 1 })).toBe("late");
  expect(toneOf({ ...calm, waiting: 1, wholeAge: undefined })).toBe("late");
});

test("how a chain stands, its record, its walk and its bundle are entered by the clinic", async () => {
  const [clinic, neighbour] = [await newClinic(), await newClinic()];
  for (const { tenantId } of [clinic, neighbour]) {
    await appendEventsTo(tenantId, 6_000);
    await asForger(async (tx) => {
      await tx`insert into audit.checkpoints (tenant_id, size, head, edge, note)
        select ${tenantId}, n, sha256(''), '', 'x' from generate_series(1, 4000) n`;
      await tx`insert into audit.receipts (tenant_id, size, keeper, kind)
        select ${tenantId}, n, 'file', 'sink' from generate_series(1, 4000) n`;
      await tx`insert into audit.verifications (tenant_id, id, actor_id, extent, from_position, position, head)
        select ${tenantId}, gen_random_uuid(), gen_random_uuid(), case when n % 100 = 0 then 'full' else 'recent' end, 1, n, ''
        from generate_series(1, 4000) n`;
    });
  }
  await admin`analyze audit.events, audit.subjects, audit.heads, audit.checkpoints, audit.receipts, audit.verifications, app.members`;
  const faultsOf = (work: Parameters<typeof planFaults>[2]) =>
    planFaults(clinic, "tenant_admin", work);

  expect(await faultsOf(chainStanding)).toEqual([]);
  expect(await faultsOf(chainRecord)).toEqual([]);
  expect(await faultsOf(verifyNow)).toEqual([]);
  const bundle = async (scope: Parameters<typeof exportBundle>[0]) => {
    const rows = await exportBundle(scope);
    await rows.read(scope, undefined, { about: {}, unnamed: () => [] });
  };
  expect(await faultsOf(bundle)).toEqual([]);
}, 60_000);
