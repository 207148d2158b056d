import { join } from "node:path";
import { expect, test } from "vitest";
import { newId } from "#lib/ids";
import { newClinic } from "#lib/testing";
import { acknowledgeKey, acknowledgeRestore } from "./acknowledge.ts";
import { fileSink } from "./file-sink.ts";
import { asKeeper } from "./operator.ts";
import { publishedStatements } from "./said.ts";
import { signStatement } from "./statement.ts";
import { asForger, newSigner } from "./testing-chains.ts";
import {
  bundleVerdict,
  held,
  place,
  publishHere,
  restoredClinic,
  restoreTo,
  restoreToBefore,
  round,
  said,
  sizeOf,
} from "./testing-restores.ts";
import { listStatements } from "./trust.ts";

publishHere();

test("a restore to before an earlier one finds what was said then where it was published, and goes on after it", async () => {
  const signer = newSigner();
  const { tenantId } = await newClinic();
  const first = sizeOf(await round(tenantId, signer, 6));
  const second = sizeOf(await round(tenantId, signer, 5));
  const third = sizeOf(await round(tenantId, signer, 5));
  await restoreTo(tenantId, second);
  await acknowledgeRestore(tenantId, [place.sink], said, signer);
  const fourth = sizeOf(await round(tenantId, signer, 20));

  await restoreToBefore(tenantId, first);
  expect(await acknowledgeRestore(tenantId, [place.sink], said, signer)).toEqual({
    size: first,
    published: fourth,
    position: first,
  });
  expect(await round(tenantId, signer, 40)).toMatchObject({ kind: "signed" });
  // Another place was away from the first restore on.
  const behind = fileSink(join(place.folder, "behind"));
  for (const [at, note] of (await place.sink.all(tenantId)).slice(0, 2).entries())
    await behind.append(tenantId, at + 1, note);
  expect(await held(tenantId, signer, { also: [behind] })).toMatchObject({
    damage: null,
    origin: `chartkeep/audit/restored-2/${tenantId}`,
  });
  const files = ["", ".1", ".2"].flatMap((line) => [
    "--checkpoints",
    join(place.folder, `${tenantId}${line}.jsonl`),
  ]);
  expect(await bundleVerdict(tenantId, signer, ...files)).toMatchObject({
    code: 0,
    damage: null,
    restores: [
      { size: second, lostSize: third },
      { size: first, lostSize: fourth },
    ],
  });
});

test("a backup of before the signing key was changed verifies by what was published, and is said to be restored", async () => {
  const [former, present] = [newSigner(), newSigner()];
  const { tenantId } = await newClinic();
  const first = sizeOf(await round(tenantId, former, 5));
  await round(tenantId, former, 4);
  await acknowledgeKey(tenantId, former.key, [place.sink], said, present);
  const published = sizeOf(await round(tenantId, present, 2));

  await restoreToBefore(tenantId, first);
  expect((await held(tenantId, present)).damage).toMatchObject({ kind: "altered" });
  const statements = await publishedStatements(tenantId, [place.sink]);
  expect((await held(tenantId, present, { published: statements })).damage).toMatchObject({
    kind: "cut off",
  });
  expect((await held(tenantId, newSigner(), { published: statements })).damage).toMatchObject({
    kind: "altered",
  });

  const loss = await acknowledgeRestore(tenantId, [place.sink], said, present);
  expect(loss).toMatchObject({ size: first, published });
  expect(await round(tenantId, present, 30)).toMatchObject({ kind: "signed" });
  expect((await held(tenantId, present)).damage).toBeNull();
});

test("of what is published only what counts is taken back, and only where it can be read", async () => {
  const signer = newSigner();
  const { tenantId, size, published } = await restoredClinic(signer);
  const forged = await signStatement(
    {
      kind: "restored",
      origin: `chartkeep/audit/${tenantId}`,
      size: 0,
      root: Buffer.alloc(32),
      lostSize: 1_000,
      lostRoot: Buffer.alloc(32),
      at: "2026-11-26T00:00:00Z",
      next: `chartkeep/audit/restored-1/${tenantId}`,
    },
    newSigner(),
  );
  await place.sink.append(`${tenantId}.said`, 1, forged);
  const away = { ...place.sink, all: () => Promise.reject(new Error("away")) };
  await expect(acknowledgeRestore(tenantId, [away], said, signer)).rejects.toMatchObject({
    name: "NotAcknowledged",
  });
  expect(await acknowledgeRestore(tenantId, [place.sink], said, signer)).toMatchObject({
    size,
    published,
  });
  const kept = await asKeeper(tenantId, (tx) => listStatements(tx, tenantId));
  expect(kept).toHaveLength(1);
  // What somebody wrote into the database without the key is not published either.
  const written = forged.replace("\n1000\n", "\n2000\n");
  await asForger(
    (tx) =>
      tx`insert into audit.statements (tenant_id, id, note) values (${tenantId}, ${newId()}, ${written})`,
  );
  await round(tenantId, signer, 20);
  expect(await publishedStatements(tenantId, [place.sink])).toEqual([forged, ...kept]);
});
