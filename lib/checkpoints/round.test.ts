import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closePool } from "#db/client";
import { listOutbox } from "#lib/mail/outbox";
import { admin, newClinic } from "#lib/testing";
import { signIn } from "#lib/testing-logins";
import { ownKey } from "#lib/witness/key-file";
import { parseLogs } from "#lib/witness/logs";
import { witnessServer } from "#lib/witness/server";
import { openState } from "#lib/witness/state";
import { newWitness } from "#lib/witness/witness";
import { mailAlarms } from "./alarm-mail.ts";
import { deliver } from "./deliver.ts";
import { fileSink } from "./file-sink.ts";
import { makeCheckpoint } from "./make.ts";
import { asKeeper } from "./operator.ts";
import { standingOf } from "./standing.ts";
import {
  appendEventsTo,
  asForger,
  bundleText,
  cutFrom,
  newSigner,
  rewriteFrom,
  standaloneVerdict,
} from "./testing-chains.ts";
import { keepVerification } from "./verifications.ts";
import { verifierKey } from "./verifier-key.ts";
import type { Witness } from "./witness-client.ts";
import { haveWitnessed } from "./witnessing.ts";

const signer = newSigner();
let folder = "";
let server: Server;
let witness: Witness;

beforeAll(async () => {
  await signIn("operator");
  folder = await mkdtemp(join(tmpdir(), "chartkeep-round-"));
  const own = await ownKey(join(folder, "witness.key"));
  const logs = parseLogs(`chartkeep/audit/*=${signer.key.toString("base64")}`);
  const state = await openState(join(folder, "witness.json"));
  const name = "chartkeep-witness";
  server = witnessServer(newWitness({ ...own, name, logs, state }), () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  witness = { url: `http://127.0.0.1:${port}`, name, key: own.key };
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await closePool();
  await rm(folder, { recursive: true });
});

const sign = async (tenantId: string, events: number) => {
  await appendEventsTo(tenantId, events);
  const signing = await makeCheckpoint(tenantId, signer);
  if (signing.kind !== "signed") throw new Error("nothing was signed");
  return signing.size;
};
const standing = (tenantId: string) => asKeeper(tenantId, (tx) => standingOf(tx, tenantId));
const damageIn = async (tenantId: string) => (await standing(tenantId)).last?.damage;

test("a witness sees each checkpoint, also after it missed some, and the bundle shows that it did", async () => {
  const { tenantId } = await newClinic();
  await sign(tenantId, 5);
  await haveWitnessed(tenantId, witness, signer.key);
  await sign(tenantId, 3);
  const size = await sign(tenantId, 6);
  await haveWitnessed(tenantId, witness, signer.key);
  await haveWitnessed(tenantId, witness, signer.key);

  expect((await standing(tenantId)).checkpoint).toMatchObject({
    size,
    witness: { name: witness.name, size },
  });
  const file = join(folder, "bundle.ndjson");
  await writeFile(file, await asKeeper(tenantId, (tx) => bundleText(tx, tenantId)));
  const args = [file, "--key", signer.key.toString("base64"), "--witness"];
  const { name, key } = witness;
  const seen = await standaloneVerdict([
    ...args,
    verifierKey({ name, type: 4, key: Buffer.from(key) }),
  ]);
  expect(seen).toMatchObject({ code: 0, witnessed: expect.stringMatching(/^20\d\d-/) });
  const other = verifierKey({ name, type: 4, key: newSigner().key });
  expect(await standaloneVerdict([...args, other])).toMatchObject({
    code: 1,
    damage: { kind: "not witnessed" },
  });
});

test("receipts that were lost are asked for again, from whatever the witness has seen", async () => {
  const { tenantId } = await newClinic();
  await sign(tenantId, 5);
  await haveWitnessed(tenantId, witness, signer.key);
  await asForger((tx) => tx`delete from audit.receipts where tenant_id = ${tenantId}`);
  const size = await sign(tenantId, 4);
  await haveWitnessed(tenantId, witness, signer.key);

  expect((await standing(tenantId)).checkpoint?.witness?.size).toBe(size);
});

test("a database that was put back, with all that it knew of checkpoints, is found by the witness", async () => {
  const { tenantId } = await newClinic();
  const first = await sign(tenantId, 5);
  await sign(tenantId, 5);
  await haveWitnessed(tenantId, witness, signer.key);
  await asForger(async (tx) => {
    await cutFrom(tx, tenantId, first + 1);
    await tx`delete from audit.receipts where tenant_id = ${tenantId}`;
    await tx`delete from audit.checkpoints where tenant_id = ${tenantId} and size > ${first}`;
    await tx`delete from audit.verifications where tenant_id = ${tenantId}`;
  });
  await haveWitnessed(tenantId, witness, signer.key);

  expect(await damageIn(tenantId)).toEqual({
    position: first + 1,
    kind: "cut off",
    part: "checkpoint",
  });
  expect(await standing(tenantId)).toMatchObject({ tone: "failed", alarms: [{ kind: "damaged" }] });
});

test("a history written anew and signed again is found by the witness", async () => {
  const { tenantId } = await newClinic();
  await sign(tenantId, 5);
  await haveWitnessed(tenantId, witness, signer.key);
  await asForger(async (tx) => {
    await rewriteFrom(tx, tenantId, 2);
    for (const table of ["receipts", "checkpoints", "verifications"])
      await tx`delete from ${tx(`audit.${table}`)} where tenant_id = ${tenantId}`;
  });
  await sign(tenantId, 5);
  await haveWitnessed(tenantId, witness, signer.key);

  expect(await damageIn(tenantId)).toMatchObject({ kind: "rewritten", part: "checkpoint" });
});

test("a sink that was away gets what it missed, once", async () => {
  const { tenantId } = await newClinic();
  const sink = fileSink(join(folder, "kept"));
  await writeFile(join(folder, "kept"), "");
  const first = await sign(tenantId, 5);
  await expect(deliver(tenantId, sink)).rejects.toThrow();
  expect((await standing(tenantId)).checkpoint?.sinks).toEqual([]);
  await rm(join(folder, "kept"));
  const second = await sign(tenantId, 5);
  await deliver(tenantId, sink);
  await deliver(tenantId, sink);

  expect((await standing(tenantId)).checkpoint).toMatchObject({ size: second, sinks: ["file"] });
  const receipts =
    await admin`select size::int from audit.receipts where tenant_id = ${tenantId} order by size`;
  expect(receipts.map(({ size }) => size as number)).toEqual([first, second]);
});

test("an incident is told to the clinic's admins once, and ends when the whole chain is in order", async () => {
  const { tenantId, as } = await newClinic();
  const address = `admin-${tenantId}@example.test`;
  await admin`insert into directory.accounts (id, email, password_hash)
    values (${as("tenant_admin").accountId}, ${address}, 'x')`;
  const found = (damage: boolean) =>
    asKeeper(tenantId, (tx) =>
      keepVerification(tx, tenantId, {
        extent: "full",
        from: 1,
        verdict: {
          position: 9,
          head: "00".repeat(32),
          damage: damage ? { position: 3, kind: "altered", part: "event" } : null,
        },
        checkpointSize: null,
      }),
    );
  const mails = async () =>
    (await listOutbox(process.env.OUTBOX_FOLDER ?? "")).filter(({ to }) => to === address);

  await found(true);
  await mailAlarms(tenantId);
  await found(true);
  await mailAlarms(tenantId);
  const [mail, ...more] = await mails();
  expect(mail?.subject).toBe("The audit trail of your clinic needs attention");
  expect(more).toEqual([]);

  await found(false);
  expect((await standing(tenantId)).alarms).toEqual([]);
  await found(true);
  await mailAlarms(tenantId);
  expect(await mails()).toHaveLength(2);
});
