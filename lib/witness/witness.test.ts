import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { consistencyProof, Frontier, leafHash, rootOf } from "#lib/audit/merkle";
import { signCheckpoint } from "#lib/checkpoints/checkpoint";
import { cosignedAt, parseLines } from "#lib/checkpoints/cosignature";
import { parseNote } from "#lib/checkpoints/note";
import { newSigner } from "#lib/checkpoints/testing-chains";
import { offer } from "#lib/checkpoints/witness-client";
import { ownKey } from "./key-file.ts";
import { parseLogs } from "./logs.ts";
import { witnessServer } from "./server.ts";
import { openState } from "./state.ts";
import { newWitness } from "./witness.ts";

const signer = newSigner();
const origin = "chartkeep/audit/0197f3a0-0000-7000-8000-000000000001";
const name = "witness.example/w1";
const leaves = Array.from({ length: 20 }, (_, n) => leafHash(Buffer.from(`event ${n}`)));
const forked = leaves.map((leaf, at) => (at === 3 ? leafHash(Buffer.from("another")) : leaf));

let folder = "";
let server: Server;
let url = "";
let key: Uint8Array = Buffer.alloc(0);

async function start(): Promise<void> {
  const own = await ownKey(join(folder, "witness.key"));
  key = own.key;
  const logs = parseLogs(`chartkeep/audit/*=${signer.key.toString("base64")}`);
  const state = await openState(join(folder, "witness.json"));
  const witness = newWitness({ ...own, name, logs, state });
  server = witnessServer(witness, () => undefined).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chartkeep-witness-"));
  await start();
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const noteOf = (size: number, of = leaves, by = signer, log = origin) =>
  signCheckpoint({ origin: log, size, root: rootOf(of.slice(0, size)) }, by);

const proofOf = (from: number, to: number, of = leaves) => {
  const old = new Frontier();
  for (const leaf of of.slice(0, from)) old.append(leaf);
  return consistencyProof(old, of.slice(from, to));
};

const post = (body: string, path = "/add-checkpoint") =>
  fetch(url + path, { method: "POST", body });
const bodyOf = (old: number, proof: readonly Buffer[], note: string) =>
  `old ${old}\n${proof.map((hash) => `${hash.toString("base64")}\n`).join("")}\n${note}`;

/** What the witness answers to a checkpoint, as status and text. */
async function ask(old: number, to: number, of = leaves): Promise<[number, string]> {
  const answer = await post(bodyOf(old, proofOf(old, to, of), await noteOf(to, of)));
  return [answer.status, await answer.text()];
}

test("a log that grows is signed each time, with the time, as others verify it", async () => {
  expect((await ask(0, 7))[0]).toBe(200);
  const note = await noteOf(13);
  const [status, line] = await ask(7, 13);
  expect(status).toBe(200);
  const at = cosignedAt({ name, key }, parseNote(note).text, parseLines(line));
  expect(Math.abs(Number(at) - Date.now())).toBeLessThan(60_000);
  expect(parseNote(note + line).signatures).toHaveLength(2);
  // The same again is signed again.
  expect((await ask(13, 13))[0]).toBe(200);
});

test("a fork is not signed, whatever is said to have been seen", async () => {
  await ask(0, 7);
  expect((await ask(7, 13, forked))[0]).toBe(422);
  expect(await ask(0, 13, forked)).toEqual([409, "7\n"]);
  expect(await ask(7, 7, forked)).toEqual([409, "7\n"]);
  const borrowed = bodyOf(7, proofOf(7, 13), await noteOf(13, forked));
  expect((await post(borrowed)).status).toBe(422);
  expect((await ask(7, 13))[0]).toBe(200);
});

test("a shrunken tree and an old checkpoint are not signed, also after a restart", async () => {
  await ask(0, 13);
  server.closeAllConnections();
  server.close();
  await start();

  const answer = await post(bodyOf(7, [], await noteOf(7)));
  expect(answer.status).toBe(409);
  expect(answer.headers.get("content-type")).toBe("text/x.tlog.size");
  expect(await answer.text()).toBe("13\n");
  expect((await ask(13, 7))[0]).toBe(400);
  expect(await ask(0, 13)).toEqual([409, "13\n"]);
});

test("a bad signature, a strange key and an unknown log are not signed", async () => {
  const note = await noteOf(7);
  const other = await noteOf(7, leaves, newSigner());
  const elsewhere = await noteOf(7, leaves, signer, "elsewhere/audit/1");
  const bare = await noteOf(7, leaves, signer, "chartkeep/audit/");
  const statuses = await Promise.all(
    [other, note.replace("\n7\n", "\n8\n"), elsewhere, bare].map(async (each) => {
      return (await post(bodyOf(0, [], each))).status;
    }),
  );
  expect(statuses).toEqual([403, 403, 404, 404]);
  expect((await readFile(join(folder, "witness.json"), "utf8").catch(() => "none")).length).toBe(4);
});

test.each([
  ["nothing", ""],
  ["no old size", "\n\nx"],
  ["a leading zero", "old 01\n\nx\n1\n"],
  ["a proof that is no hash", "old 1\nAAAA\n\nx\n1\n"],
  ["a long proof", `old 1\n${`${Buffer.alloc(32).toString("base64")}\n`.repeat(64)}\nx\n1\n`],
  ["no note", "old 0\n\nhello"],
])("%s is a bad request", async (_name, body) => {
  expect((await post(body)).status).toBe(400);
});

test("other addresses, other methods and long bodies are refused, and it goes on", async () => {
  expect((await post("x", "/")).status).toBe(404);
  expect((await fetch(`${url}/add-checkpoint`)).status).toBe(405);
  const long = await post("x".repeat(1_000_000)).catch(() => undefined);
  expect(long?.status ?? 413).toBe(413);
  expect((await ask(0, 7))[0]).toBe(200);
});

test("of many checkpoints at once none overtakes a longer one", async () => {
  await Promise.all(Array.from({ length: 12 }, (_, n) => ask(0, 4 + n)));
  const kept = JSON.parse(await readFile(join(folder, "witness.json"), "utf8"));
  const { size } = kept[origin];
  expect(size).toBeGreaterThanOrEqual(4);
  expect(await ask(0, 3)).toEqual([409, `${size}\n`]);
});

test("a state that cannot be read stops the witness, which must not forget", async () => {
  await writeFile(join(folder, "witness.json"), '{"a":');
  await expect(openState(join(folder, "witness.json"))).rejects.toThrow();
  await writeFile(join(folder, "witness.json"), '{"a":{"size":-1,"root":""}}');
  await expect(openState(join(folder, "witness.json"))).rejects.toThrow();
});

test("the client takes no signature but that of the witness it was told of", async () => {
  const { publicKey } = generateKeyPairSync("ed25519");
  const strange = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  const note = await noteOf(7);
  expect(await offer({ url, name, key: strange }, note, 0, [])).toMatchObject({ kind: "refused" });
  expect(await offer({ url, name, key }, note, 7, [])).toMatchObject({ kind: "cosigned" });
  expect(await offer({ url, name, key }, await noteOf(13), 0, [])).toEqual({
    kind: "seen",
    size: 7,
  });
  expect(await offer({ url, name, key }, await noteOf(13, forked), 7, proofOf(7, 13))).toEqual({
    kind: "inconsistent",
  });
});
