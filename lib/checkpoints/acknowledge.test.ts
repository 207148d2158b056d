import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newId } from "#lib/ids";
import { admin, newClinic } from "#lib/testing";
import { acknowledgeKey, acknowledgeRestore } from "./acknowledge.ts";
import { parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { parseNote } from "./note.ts";
import { asKeeper } from "./operator.ts";
import { signStatement } from "./statement.ts";
import { newestCheckpoint } from "./stored.ts";
import { appendEventsTo, asForger, newSigner, rewriteFrom } from "./testing-chains.ts";
import {
  bundleVerdict,
  held,
  place,
  publishHere,
  restoredClinic,
  round,
  said,
} from "./testing-restores.ts";

publishHere();

const base64 = ({ key }: { readonly key: Uint8Array }) => Buffer.from(key).toString("base64");

const eventsOf = async (tenantId: string, action: string) => {
  const [row] = await admin<{ count: number }[]>`select count(*)::int from audit.events
    where tenant_id = ${tenantId} and action = ${action}`;
  return row?.count;
};

test("after a restore nothing is signed until it is said, on record; then another line begins and verifies", async () => {
  const signer = newSigner();
  const { tenantId, size, published } = await restoredClinic(signer);
  expect(await round(tenantId, signer)).toMatchObject({ kind: "refused" });
  await appendEventsTo(tenantId, 9);
  expect(await round(tenantId, signer)).toMatchObject({ kind: "refused" });

  const loss = await acknowledgeRestore(tenantId, [place.sink], said, signer);
  expect(loss).toEqual({ size, published, position: size + 9 });
  expect(await eventsOf(tenantId, "chain.restored")).toBe(1);
  expect(await round(tenantId, signer)).toMatchObject({ kind: "signed", size: size + 10 });
  expect(await round(tenantId, signer, 3)).toMatchObject({ kind: "signed" });
  expect(await held(tenantId, signer)).toMatchObject({
    damage: null,
    origin: `chartkeep/audit/restored-1/${tenantId}`,
  });
  expect(await acknowledgeRestore(tenantId, [place.sink], said, signer)).toBeUndefined();

  const old = join(place.folder, `${tenantId}.jsonl`);
  const next = join(place.folder, `${tenantId}.1.jsonl`);
  const verdict = await bundleVerdict(
    tenantId,
    signer,
    "--checkpoints",
    old,
    "--checkpoints",
    next,
  );
  expect(verdict).toMatchObject({
    code: 0,
    damage: null,
    restores: [{ size, lostSize: published }],
  });
  expect((await readFile(old, "utf8")).trim().split("\n")).toHaveLength(2);
});

test("a statement that no trusted key signed, or that is about another clinic, excuses nothing", async () => {
  const signer = newSigner();
  const [ours, other] = [await restoredClinic(signer), await restoredClinic(signer)];
  await acknowledgeRestore(other.tenantId, [place.sink], said, signer);
  const stranger = newSigner();
  const forged = await signStatement(
    {
      kind: "restored",
      origin: `chartkeep/audit/${ours.tenantId}`,
      size: ours.size,
      root: Buffer.alloc(32),
      lostSize: ours.published,
      lostRoot: Buffer.alloc(32),
      at: "2026-11-26T00:00:00Z",
      next: `chartkeep/audit/restored-1/${ours.tenantId}`,
    },
    stranger,
  );
  await asForger(async (tx) => {
    await tx`insert into audit.statements (tenant_id, id, note) values (${ours.tenantId}, ${newId()}, ${forged})`;
    await tx`insert into audit.statements (tenant_id, id, note)
      select ${ours.tenantId}, id, note from audit.statements where tenant_id = ${other.tenantId}`;
  });
  expect(await held(ours.tenantId, signer)).toMatchObject({ damage: { kind: "cut off" } });
  expect(await round(ours.tenantId, signer)).toMatchObject({ kind: "refused" });
  const outside = join(place.folder, `${ours.tenantId}.jsonl`);
  expect(await bundleVerdict(ours.tenantId, signer, "--checkpoints", outside)).toMatchObject({
    damage: { kind: "cut off" },
  });
});

test("what is no restore is not excused: a chain that was changed, or the old line going on", async () => {
  const signer = newSigner();
  const { tenantId, published } = await restoredClinic(signer);
  const changed = await restoredClinic(signer);
  await asForger((tx) => rewriteFrom(tx, changed.tenantId, 3));
  await expect(
    acknowledgeRestore(changed.tenantId, [place.sink], said, signer),
  ).rejects.toMatchObject({
    name: "NotAcknowledged",
  });
  expect(await eventsOf(changed.tenantId, "chain.restored")).toBe(0);

  await acknowledgeRestore(tenantId, [place.sink], said, signer);
  await round(tenantId, signer, 20);
  // Whoever still has the other database signs on there.
  const origin = `chartkeep/audit/${tenantId}`;
  const rival = await signCheckpoint(
    { origin, size: published + 1, root: Buffer.alloc(32, 9) },
    signer,
  );
  await place.sink.append(tenantId, published + 1, rival);
  expect((await held(tenantId, signer)).damage).toMatchObject({ kind: "rewritten" });
});

test("a former key verifies what it signed, here and in the bundle, and nothing that is new", async () => {
  const [former, present] = [newSigner(), newSigner()];
  const { tenantId } = await newClinic();
  await round(tenantId, former, 5);
  const last = await round(tenantId, former, 4);
  const until = last.kind === "signed" ? last.size : 0;
  expect(await round(tenantId, present, 3)).toMatchObject({ kind: "refused" });

  const wrong = acknowledgeKey(tenantId, newSigner().key, [place.sink], said, present);
  await expect(wrong).rejects.toMatchObject({ name: "NotAcknowledged" });
  expect(await acknowledgeKey(tenantId, former.key, [place.sink], said, present)).toEqual({
    until,
  });
  expect(await acknowledgeKey(tenantId, former.key, [place.sink], said, present)).toBeUndefined();
  expect(await eventsOf(tenantId, "checkpoint-key.succeeded")).toBe(1);
  expect(await round(tenantId, present)).toMatchObject({ kind: "signed" });
  expect((await held(tenantId, present)).damage).toBeNull();
  const outside = join(place.folder, `${tenantId}.jsonl`);
  expect(await bundleVerdict(tenantId, present, "--checkpoints", outside)).toMatchObject({
    code: 0,
    damage: null,
    formerKeys: [{ key: base64(former), until }],
  });

  // Whoever stole the former key signs a chain that was written anew, and puts it in place of the newest.
  const newest = await asKeeper(tenantId, (tx) => newestCheckpoint(tx, tenantId));
  const signed = parseCheckpoint(parseNote(newest?.note ?? "").text);
  const stolen = await signCheckpoint(signed, former);
  await asForger(
    (tx) => tx`update audit.checkpoints set note = ${stolen}
    where tenant_id = ${tenantId} and size = ${signed.size}`,
  );
  expect((await held(tenantId, present)).damage).toMatchObject({ kind: "altered" });
  expect(await bundleVerdict(tenantId, present)).toMatchObject({ damage: { kind: "altered" } });
});

test("keys vouch for one another back to the first, and a key that nobody vouches for is none", async () => {
  const [first, second, third] = [newSigner(), newSigner(), newSigner()];
  const { tenantId } = await newClinic();
  await round(tenantId, first, 3);
  await acknowledgeKey(tenantId, first.key, [place.sink], said, second);
  await round(tenantId, second, 3);
  await acknowledgeKey(tenantId, second.key, [place.sink], said, third);
  await round(tenantId, third, 3);
  expect((await held(tenantId, third)).damage).toBeNull();
  const verdict = await bundleVerdict(tenantId, third);
  expect(verdict).toMatchObject({ code: 0, damage: null });
  expect(verdict.formerKeys).toHaveLength(2);

  await asForger(
    (tx) => tx`delete from audit.statements where tenant_id = ${tenantId}
    and note like ${`%${base64(second)}%`}`,
  );
  expect((await held(tenantId, third)).damage).toMatchObject({ kind: "altered" });
  expect((await bundleVerdict(tenantId, third)).damage).toMatchObject({ kind: "altered" });
});
