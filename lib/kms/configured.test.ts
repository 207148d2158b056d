import { randomBytes } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { providersFrom } from "./configured.ts";
import { createLocalKeyFile } from "./local-key-file.ts";
import type { KeyContext } from "./provider.ts";
import type { LocalFileSettings } from "./settings.ts";

async function newFile(): Promise<LocalFileSettings> {
  const file = join(await mkdtemp(join(tmpdir(), "chartkeep-key-")), "root.key");
  await createLocalKeyFile(file);
  return { kind: "local-file", file };
}

const context: KeyContext = {
  tenantId: "3685708f-d594-a686-1aa7-3f181e657dc5",
  purpose: "field",
  version: 1,
};

test("the local key file is an explicit choice outside production", async () => {
  const settings = { environment: "demonstration", primary: await newFile(), before: [] } as const;

  expect((await providersFrom(settings)).primary.name).toMatch(/^local-file:[0-9a-f]{8}$/);
});

test("in production the local key file is refused, however good the file is, also for reading only", async () => {
  const file = await newFile();
  const kms = {
    kind: "aws-kms",
    keyId: "1234abcd-12ab-34cd-56ef-1234567890ab",
    signingKeyId: undefined,
    region: "us-east-1",
    endpoint: "https://127.0.0.1:1",
    credentials: { accessKeyId: "x", secretAccessKey: "y" },
  } as const;
  const production = { environment: "production" } as const;

  await expect(providersFrom({ ...production, primary: file, before: [] })).rejects.toMatchObject({
    problem: "refused",
  });
  await expect(
    providersFrom({ ...production, primary: kms, before: [file] }),
  ).rejects.toMatchObject({ problem: "refused" });
});

test("what was wrapped before is unwrapped by the provider that is recorded beside it, and wrapped by the new one", async () => {
  const [old, next, strange] = [await newFile(), await newFile(), await newFile()];
  const before = await providersFrom({ environment: "test", primary: old, before: [] });
  const key = randomBytes(32);
  const wrapped = await before.primary.wrap(key, context);

  const now = await providersFrom({ environment: "test", primary: next, before: [old] });
  expect(now.primary.name).not.toBe(before.primary.name);
  const found = await now.named(before.primary.name).unwrap(wrapped, context);
  expect(Buffer.from(found)).toEqual(key);
  // The clinic's own secret lies beside the other root key, and that key is another one.
  await expect(now.primary.unwrap(wrapped, context)).rejects.toMatchObject({ problem: "missing" });
  const clinicSecrets = `${old.file}.clinics`;
  const both = await providersFrom({
    environment: "test",
    primary: next,
    before: [],
    clinicSecrets,
  });
  await expect(both.primary.unwrap(wrapped, context)).rejects.toMatchObject({
    problem: "rejected",
  });

  const { primary } = await providersFrom({ environment: "test", primary: strange, before: [] });
  expect(() => now.named(primary.name)).toThrow("KEY_PROVIDERS_BEFORE");
});
