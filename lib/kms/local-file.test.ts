import { createPublicKey, randomBytes, verify } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { localFileProvider } from "./local-file.ts";
import { createLocalKeyFile, ensureLocalKeyFile } from "./local-key-file.ts";
import type { KeyContext } from "./provider.ts";

const context: KeyContext = {
  tenantId: "3685708f-d594-a686-1aa7-3f181e657dc5",
  purpose: "field",
  version: 1,
};

async function newKeyFile(): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "chartkeep-key-")), "root.key");
  await createLocalKeyFile(path);
  return path;
}

test("a wrapped key comes back for the clinic, purpose and version it was wrapped for", async () => {
  const provider = await localFileProvider(await newKeyFile());
  const key = randomBytes(32);
  const wrapped = await provider.wrap(key, context);

  expect(Buffer.from(wrapped).includes(key)).toBe(false);
  expect(Buffer.from(await provider.unwrap(wrapped, context))).toEqual(key);
});

test.each([
  ["clinic", { tenantId: "3685708f-d594-a686-1aa7-3f181e657dc6" }],
  ["purpose", { purpose: "index" }],
  ["version", { version: 2 }],
] as const)("another %s gets nothing", async (_what, other) => {
  const provider = await localFileProvider(await newKeyFile());
  const wrapped = await provider.wrap(randomBytes(32), context);

  await expect(provider.unwrap(wrapped, { ...context, ...other })).rejects.toMatchObject({
    problem: "rejected",
  });
});

test("a secret of an account opens for that account alone, and never as a key of a clinic", async () => {
  const provider = await localFileProvider(await newKeyFile());
  const key = randomBytes(32);
  const mine: KeyContext = { accountId: context.tenantId, purpose: "totp", version: 1 };
  const wrapped = await provider.wrap(key, mine);

  expect(Buffer.from(await provider.unwrap(wrapped, mine))).toEqual(key);
  const others: KeyContext[] = [
    { ...mine, accountId: "3685708f-d594-a686-1aa7-3f181e657dc6" },
    { ...mine, version: 2 },
    context,
  ];
  for (const other of others)
    await expect(provider.unwrap(wrapped, other)).rejects.toMatchObject({ problem: "rejected" });
});

test("an altered byte anywhere in a wrapped key is refused", async () => {
  const provider = await localFileProvider(await newKeyFile());
  const wrapped = await provider.wrap(randomBytes(32), context);
  for (let at = 0; at < wrapped.length; at += 1) {
    const altered = Buffer.from(wrapped);
    altered[at] = (altered[at] ?? 0) ^ 1;
    await expect(provider.unwrap(altered, context)).rejects.toThrow();
  }
});

test("a signature verifies under the published key, and under no other installation's", async () => {
  const [one, other] = [
    await localFileProvider(await newKeyFile()),
    await localFileProvider(await newKeyFile()),
  ];
  const message = randomBytes(100);
  const signature = await one.sign(message);
  const isOf = async (provider: typeof one, text: Uint8Array) => {
    const x = Buffer.from(await provider.verifyingKey()).toString("base64url");
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    return verify(null, text, key, signature);
  };

  expect(signature).toHaveLength(64);
  expect(await isOf(one, message)).toBe(true);
  expect(await isOf(one, randomBytes(100))).toBe(false);
  expect(await isOf(other, message)).toBe(false);
});

test("another key file is told apart by name and opens nothing", async () => {
  const [one, other] = [
    await localFileProvider(await newKeyFile()),
    await localFileProvider(await newKeyFile()),
  ];
  const wrapped = await one.wrap(randomBytes(32), context);

  expect(one.name).not.toBe(other.name);
  await expect(other.unwrap(wrapped, context)).rejects.toMatchObject({ problem: "rejected" });
});

test("the key file is the owner's alone, and no draft of it stays behind", async () => {
  const path = await newKeyFile();

  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(path, ".."))).toEqual(["root.key"]);
});

test("an existing key file is never replaced, also when many try at once", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "chartkeep-key-")), "root.key");
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => createLocalKeyFile(path)));

  expect(tries.filter((one) => one.status === "fulfilled")).toHaveLength(1);
  const before = await readFile(path, "utf8");
  await expect(createLocalKeyFile(path)).rejects.toMatchObject({ problem: "exists" });
  expect(await readFile(path, "utf8")).toBe(before);
});

test("a missing key file is said to be missing, and none is made", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "chartkeep-key-")), "root.key");

  await expect(localFileProvider(path)).rejects.toMatchObject({ problem: "missing" });
  await expect(ensureLocalKeyFile(path, async () => true)).rejects.toThrow("Restore it");
  expect(await readdir(join(path, ".."))).toEqual([]);
  await ensureLocalKeyFile(path, async () => false);
  await expect(localFileProvider(path)).resolves.toBeDefined();
});

test.each([0o640, 0o604, 0o620, 0o666])("a key file of mode %o is refused", async (mode) => {
  const path = await newKeyFile();
  await chmod(path, mode);

  await expect(localFileProvider(path)).rejects.toMatchObject({ problem: "unsafe" });
});

test.each([
  ["empty", ""],
  ["short", `chartkeep-root-key-1 ${"ab".repeat(31)}\n`],
  ["long", `chartkeep-root-key-1 ${"ab".repeat(33)}\n`],
  ["of another kind", `${"ab".repeat(32)}\n`],
])("a key file that is %s is refused, and its content is not repeated", async (_kind, content) => {
  const path = await newKeyFile();
  await writeFile(path, content);
  const opening = localFileProvider(path);

  await expect(opening).rejects.toMatchObject({ problem: "malformed" });
  await expect(opening).rejects.not.toThrow(/abab/);
});
