import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { closePool } from "#db/client";
import { newId } from "#lib/ids";
import { newClinic } from "#lib/testing";
import { signIn } from "#lib/testing-logins";
import { newestOutside } from "./clinic-round.ts";
import { deliver } from "./deliver.ts";
import { fileSink } from "./file-sink.ts";
import { holdAgainst } from "./hold-against.ts";
import { makeCheckpoint } from "./make.ts";
import { asKeeper } from "./operator.ts";
import { deliverStatements } from "./said.ts";
import type { Signer } from "./sign.ts";
import type { Sink } from "./sink.ts";
import {
  appendEventsTo,
  asForger,
  bundleText,
  cutFrom,
  type newSigner,
  standaloneVerdict,
} from "./testing-chains.ts";
import { lineNames, originNow, readTrust } from "./trust.ts";

type Key = ReturnType<typeof newSigner>;

/** Who says something of the checkpoints in these tests. */
export const said = { operator: "Pat Operator", reason: "Disk of the server failed" };

/** Where the tests of a file publish checkpoints to, as the operator's background work: a folder, gone afterwards. */
export const place = { folder: "", sink: fileSink("") };

/** Makes that place for a file of tests. Call once. */
export function publishHere(): void {
  beforeAll(async () => {
    await signIn("operator");
    place.folder = await mkdtemp(join(tmpdir(), "chartkeep-published-"));
    place.sink = fileSink(place.folder);
  });
  afterAll(async () => {
    await closePool();
    await rm(place.folder, { recursive: true });
  });
}

/** A round as the background work makes one, under this key: signs what is new and publishes it. */
export async function round(tenantId: string, signer: Signer, events = 0) {
  if (events > 0) await appendEventsTo(tenantId, events);
  const key = await signer.verifyingKey();
  const trust = await asKeeper(tenantId, (tx) => readTrust(tx, tenantId, key));
  const line = lineNames(trust, tenantId).slice(-1);
  const signing = await makeCheckpoint(
    tenantId,
    signer,
    await newestOutside(line, [place.sink], []),
  );
  if (signing.kind === "signed") {
    await deliver(tenantId, place.sink, line[0]);
    await deliverStatements(tenantId, place.sink, key);
  }
  return signing;
}

/** How a chain stands when it is held against the newest that each line published, also in another place, and what was `published` to be said. */
export async function held(
  tenantId: string,
  signer: Key,
  { published = [], also = [] }: { published?: readonly string[]; also?: readonly Sink[] } = {},
) {
  return asKeeper(tenantId, async (tx) => {
    const trust = await readTrust(tx, tenantId, signer.key, published);
    const outside = await newestOutside(lineNames(trust, tenantId), [place.sink, ...also], []);
    const { damage, position } = await holdAgainst(tx, tenantId, trust, { outside });
    return { damage, position, origin: originNow(trust, tenantId) };
  });
}

/** What the verifier in one file says of a clinic's bundle. */
export async function bundleVerdict(tenantId: string, signer: Key, ...args: string[]) {
  const file = join(place.folder, `${newId()}.ndjson`);
  await writeFile(file, await asKeeper(tenantId, (tx) => bundleText(tx, tenantId)));
  return standaloneVerdict([file, "--key", signer.key.toString("base64"), ...args]);
}

/** What a restore of a backup of then leaves: the chain as it was, with what was signed until then. */
export async function restoreTo(tenantId: string, size: number) {
  await asForger(async (tx) => {
    await cutFrom(tx, tenantId, size + 1);
    await tx`delete from audit.receipts where tenant_id = ${tenantId} and size > ${size}`;
    await tx`delete from audit.checkpoints where tenant_id = ${tenantId} and size > ${size}`;
    await tx`delete from audit.verifications where tenant_id = ${tenantId} and position > ${size}`;
  });
}

/** The same of a backup from before anything was said of the checkpoints. */
export async function restoreToBefore(tenantId: string, size: number) {
  await restoreTo(tenantId, size);
  await asForger((tx) => tx`delete from audit.statements where tenant_id = ${tenantId}`);
}

/** How long the chain was that a round signed, 0 where it signed nothing. */
export const sizeOf = (signing: Awaited<ReturnType<typeof round>>) =>
  signing.kind === "signed" ? signing.size : 0;

/** A clinic that was signed and published at two sizes, and restored to the first. */
export async function restoredClinic(signer: Key) {
  const { tenantId } = await newClinic();
  const first = await round(tenantId, signer, 6);
  const second = await round(tenantId, signer, 5);
  if (first.kind !== "signed" || second.kind !== "signed") throw new Error("nothing was signed");
  await restoreTo(tenantId, first.size);
  return { tenantId, size: first.size, published: second.size };
}
