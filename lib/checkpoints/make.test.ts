import { afterAll, beforeAll, expect, test } from "vitest";
import { closePool } from "#db/client";
import { leafHash, rootOf } from "#lib/audit/merkle";
import { admin, newClinic } from "#lib/testing";
import { signIn } from "#lib/testing-logins";
import { openCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { verifySigned } from "./hold-against.ts";
import { makeCheckpoint } from "./make.ts";
import { asKeeper } from "./operator.ts";
import { appendEventsTo, asForger, cutFrom, newSigner, rewriteFrom } from "./testing-chains.ts";

const signer = newSigner();

// The background work signs in as the operator.
beforeAll(() => signIn("operator"));
afterAll(() => closePool());

/** A clinic with a chain of twenty events or so that was signed twice; its size each time. */
async function signedClinic() {
  const { tenantId } = await newClinic();
  await appendEventsTo(tenantId, 7);
  const first = await makeCheckpoint(tenantId, signer);
  await appendEventsTo(tenantId, 6);
  const second = await makeCheckpoint(tenantId, signer);
  if (first.kind !== "signed" || second.kind !== "signed") throw new Error("nothing was signed");
  return { tenantId, first: first.size, second: second.size };
}

const held = (tenantId: string, outside: readonly string[] = []) =>
  asKeeper(tenantId, (tx) => verifySigned(tx, tenantId, signer.key, outside));

const notesOf = async (tenantId: string) => {
  const rows = await admin<{ note: string }[]>`
    select note from audit.checkpoints where tenant_id = ${tenantId} order by size`;
  return rows.map(({ note }) => note);
};

test("a checkpoint is the root over the hashes of all events, however often it was gone on from", async () => {
  const { tenantId, second } = await signedClinic();
  const rows = await admin<{ hash: Buffer }[]>`
    select hash from audit.events where tenant_id = ${tenantId} order by seq`;
  const [, note = ""] = await notesOf(tenantId);

  expect(openCheckpoint(note, signer.key)).toEqual({
    origin: `chartkeep/audit/${tenantId}`,
    size: rows.length,
    root: rootOf(rows.map(({ hash }) => leafHash(hash))),
  });
  expect(second).toBe(rows.length);
  expect(await makeCheckpoint(tenantId, signer)).toEqual({ kind: "current", size: second });
  expect(await notesOf(tenantId)).toHaveLength(2);
  expect(await held(tenantId)).toMatchObject({ damage: null, checkpointSize: second });
});

test("of several that sign at once, one checkpoint stays", async () => {
  const { tenantId } = await signedClinic();
  await appendEventsTo(tenantId, 3);
  const made = await Promise.all(Array.from({ length: 4 }, () => makeCheckpoint(tenantId, signer)));

  expect(made.filter(({ kind }) => kind === "signed")).toHaveLength(1);
  expect(await notesOf(tenantId)).toHaveLength(3);
});

test("an end written anew with its head is not found by its links, and is by what was signed", async () => {
  const { tenantId, first } = await signedClinic();
  await asForger((tx) => rewriteFrom(tx, tenantId, first + 2));

  expect((await held(tenantId)).damage).toEqual({
    position: first + 1,
    kind: "rewritten",
    part: "checkpoint",
  });
  await appendEventsTo(tenantId, 1);
  expect(await makeCheckpoint(tenantId, signer)).toMatchObject({ kind: "refused" });
  expect(await notesOf(tenantId)).toHaveLength(2);
});

test("an end cut off with its head is found, and nothing shorter is ever signed", async () => {
  const { tenantId, second } = await signedClinic();
  await asForger((tx) => cutFrom(tx, tenantId, second - 1));
  const damage = { position: second - 1, kind: "cut off", part: "checkpoint" };

  expect((await held(tenantId)).damage).toEqual(damage);
  expect(await makeCheckpoint(tenantId, signer)).toEqual({ kind: "refused", damage });
  const [kept] = await admin`select damage, extent from audit.verifications
    where tenant_id = ${tenantId} and damage is not null`;
  expect(kept).toEqual({ damage: "cut off", extent: "recent" });
});

test("whoever also removes the checkpoints from the database is found by the one outside of it", async () => {
  const { tenantId, first, second } = await signedClinic();
  const outside = (await notesOf(tenantId)).slice(-1);
  await asForger(async (tx) => {
    await cutFrom(tx, tenantId, first + 2);
    await tx`delete from audit.checkpoints where tenant_id = ${tenantId}`;
  });
  expect((await held(tenantId)).damage).toBeNull();
  const damage = { position: first + 2, kind: "cut off", part: "checkpoint" };
  expect((await held(tenantId, outside)).damage).toEqual(damage);

  await appendEventsTo(tenantId, second);
  expect((await held(tenantId, outside)).damage).toEqual({
    position: 1,
    kind: "rewritten",
    part: "checkpoint",
  });
  expect(await makeCheckpoint(tenantId, signer, outside)).toMatchObject({ kind: "refused" });
  expect(await notesOf(tenantId)).toEqual([]);
});

test.each([
  ["head", "head = sha256(head)"],
  ["edge", "edge = sha256('x') || substring(edge from 33)"],
  ["note", "note = replace(note, E'\\n\\n', E'x\\n\\n')"],
])("a checkpoint whose %s was exchanged is not gone on from", async (_column, change) => {
  const { tenantId, second } = await signedClinic();
  await asForger((tx) =>
    tx.unsafe(
      `update audit.checkpoints set ${change} where tenant_id = '${tenantId}' and size = ${second}`,
    ),
  );
  await appendEventsTo(tenantId, 2);

  expect(await makeCheckpoint(tenantId, signer)).toMatchObject({
    kind: "refused",
    damage: { position: second, kind: "altered", part: "checkpoint" },
  });
});

test("a checkpoint that is kept under another length than the signed one is not one", async () => {
  const { tenantId, second } = await signedClinic();
  await asForger(
    (tx) =>
      tx`update audit.checkpoints set size = size - 1 where tenant_id = ${tenantId} and size = ${second}`,
  );
  expect((await held(tenantId)).damage).toEqual({
    position: second - 1,
    kind: "altered",
    part: "checkpoint",
  });
});

test("a second history with a checkpoint of the same size is a fork", async () => {
  const { tenantId, second } = await signedClinic();
  const root = Buffer.alloc(32, 1);
  const fork = await signCheckpoint(
    { origin: `chartkeep/audit/${tenantId}`, size: second, root },
    signer,
  );

  expect((await held(tenantId, [fork])).damage).toMatchObject({ kind: "rewritten" });
  await appendEventsTo(tenantId, 1);
  expect(await makeCheckpoint(tenantId, signer, [fork])).toMatchObject({
    kind: "refused",
    damage: { position: second, kind: "rewritten" },
  });
  // What somebody else signed, or is about another clinic, says nothing.
  const foreign = await signCheckpoint(
    { origin: `chartkeep/audit/${tenantId}`, size: second, root },
    newSigner(),
  );
  expect(await makeCheckpoint(tenantId, signer, [foreign, "no note"])).toMatchObject({
    kind: "signed",
  });
});

test("damage between two checkpoints keeps the second from being signed", async () => {
  const { tenantId, second } = await signedClinic();
  await appendEventsTo(tenantId, 5);
  await asForger(
    (tx) =>
      tx`update audit.events set action = 'x' where tenant_id = ${tenantId} and seq = ${second + 3}`,
  );

  expect(await makeCheckpoint(tenantId, signer)).toEqual({
    kind: "refused",
    damage: { position: second + 3, kind: "altered", part: "event" },
  });
});
