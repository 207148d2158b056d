import { appendFile, chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newId } from "#lib/ids";
import { signCheckpoint } from "./checkpoint.ts";
import { fileSink } from "./file-sink.ts";
import { s3Sink } from "./s3-sink.ts";
import { type Sink, SinkRefused } from "./sink.ts";
import { newSigner } from "./testing-chains.ts";
import { newBucket, type TestBucket } from "./testing-s3.ts";

const signer = newSigner();
const retentionDays = 400;
let folder = "";
let bucket: TestBucket;
let sinks: Readonly<Record<"file" | "s3", Sink>>;

const inBucket = () =>
  s3Sink({
    bucket: "checkpoints",
    retentionDays,
    client: {
      endpoint: bucket.endpoint,
      region: "us-east-1",
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    },
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chartkeep-sink-"));
  bucket = await newBucket();
  sinks = { file: fileSink(join(folder, "kept")), s3: inBucket() };
});
afterEach(async () => {
  bucket.close();
  await rm(folder, { recursive: true });
});

const noteOf = (tenantId: string, size: number, fill = 1) =>
  signCheckpoint(
    { origin: `chartkeep/audit/${tenantId}`, size, root: Buffer.alloc(32, fill) },
    signer,
  );

test.each(["file", "s3"] as const)(
  "the %s keeps what it got, the longest first, and each clinic's apart",
  async (kind) => {
    const sink = sinks[kind];
    const [own, other] = [newId(), newId()];
    expect(await sink.newest(own)).toBeUndefined();
    for (const size of [7, 13, 120]) await sink.append(own, size, await noteOf(own, size));
    await sink.append(other, 3, await noteOf(other, 3));

    expect(await sink.newest(own)).toBe(await noteOf(own, 120));
    expect(await sink.all(own)).toEqual(
      await Promise.all([7, 13, 120].map((size) => noteOf(own, size))),
    );
    expect(await sink.all(newId())).toEqual([]);
    expect(await sink.newest(other)).toBe(await noteOf(other, 3));
  },
);

test.each(["file", "s3"] as const)(
  "the %s refuses a shorter checkpoint and a second one of the same size, and takes the same again",
  async (kind) => {
    const sink = sinks[kind];
    const clinic = newId();
    const note = await noteOf(clinic, 13);
    await sink.append(clinic, 13, note);
    // A witness may have signed meanwhile: it is the same checkpoint.
    await sink.append(clinic, 13, `${note}— w AAAAAAAA\n`);
    await expect(sink.append(clinic, 13, await noteOf(clinic, 13, 2))).rejects.toThrow(SinkRefused);
    await expect(sink.append(clinic, 7, await noteOf(clinic, 7))).rejects.toThrow(SinkRefused);
    expect(await sink.newest(clinic)).toBe(note);
  },
);

test("a file only grows, is its owner's alone, and a line that a crash cut off spoils no other", async () => {
  const clinic = newId();
  const path = join(folder, "kept", `${clinic}.jsonl`);
  const note = await noteOf(clinic, 7);
  await sinks.file.append(clinic, 7, note);
  const before = await readFile(path, "utf8");
  await appendFile(path, '{"size":99,"note":"cut of');
  expect(await sinks.file.newest(clinic)).toBe(note);
  await sinks.file.append(clinic, 13, await noteOf(clinic, 13));

  expect((await readFile(path, "utf8")).startsWith(before)).toBe(true);
  expect(await sinks.file.newest(clinic)).toBe(await noteOf(clinic, 13));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("what cannot be written is an error, not a checkpoint that is thought to be kept", async () => {
  await writeFile(join(folder, "no-folder"), "");
  await expect(fileSink(join(folder, "no-folder")).append(newId(), 1, "x")).rejects.toThrow();
  bucket.isAway = true;
  await expect(sinks.s3.append(newId(), 1, "x")).rejects.toThrow();
  await expect(sinks.s3.newest(newId())).rejects.toThrow();
  await chmod(folder, 0o700);
});

test("objects are locked in compliance mode for as long as is said", async () => {
  const clinic = newId();
  await sinks.s3.append(clinic, 13, await noteOf(clinic, 13));
  const [[key, stored] = []] = [...bucket.objects];

  expect(key).toBe(`${clinic}/999999999999987-13.note`);
  expect(stored?.mode).toBe("COMPLIANCE");
  const days = (Number(stored?.until) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(retentionDays - 1);
  expect(days).toBeLessThanOrEqual(retentionDays);
});
