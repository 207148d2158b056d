import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#lib/ids";
import { clinicBound, isBound } from "./clinic-bound.ts";
import { clinicSecretsIn } from "./clinic-secrets.ts";
import { localFileProvider } from "./local-file.ts";
import { createLocalKeyFile } from "./local-key-file.ts";
import type { KeyProvider } from "./provider.ts";

let folder = "";
let root: KeyProvider;
let bound: KeyProvider;
const secrets = () => clinicSecretsIn(join(folder, "clinics"));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chartkeep-bound-"));
  await createLocalKeyFile(join(folder, "root.key"));
  root = await localFileProvider(join(folder, "root.key"));
  bound = clinicBound(root, secrets());
});
afterAll(() => rm(folder, { recursive: true }));

const contextOf = (tenantId: string, version = 1) =>
  ({ tenantId, purpose: "field", version }) as const;

test("a clinic's key opens with both the root key and the clinic's secret, and with neither alone", async () => {
  const [key, context] = [randomBytes(32), contextOf(newId())];
  const wrapped = await bound.wrap(key, context);

  expect(isBound(wrapped)).toBe(true);
  expect(Buffer.from(await bound.unwrap(wrapped, context))).toEqual(key);
  const inner = wrapped.subarray("chartkeep-bound-1\0".length);
  expect(Buffer.from(await root.unwrap(inner, context))).not.toEqual(key);
  const strangers = clinicBound(root, clinicSecretsIn(join(folder, "strangers")));
  await expect(strangers.unwrap(wrapped, context)).rejects.toMatchObject({ problem: "missing" });
  await expect(bound.unwrap(wrapped, contextOf(context.tenantId, 2))).rejects.toMatchObject({
    problem: "rejected",
  });
});

test("the same key has another mask in each version, purpose and clinic", async () => {
  const [key, tenantId] = [randomBytes(32), newId()];
  const contexts = [
    contextOf(tenantId),
    contextOf(tenantId, 2),
    { ...contextOf(tenantId), purpose: "index" } as const,
    contextOf(newId()),
  ];
  const masked = await Promise.all(
    contexts.map(async (context) => {
      const wrapped = await bound.wrap(key, context);
      const inner = wrapped.subarray("chartkeep-bound-1\0".length);
      return Buffer.from(await root.unwrap(inner, context)).toString("hex");
    }),
  );
  expect(new Set([...masked, key.toString("hex")]).size).toBe(5);
});

test("after its secret is destroyed a clinic's key opens no more and no new one is made; others stay", async () => {
  const [key, context, other] = [randomBytes(32), contextOf(newId()), contextOf(newId())];
  const [wrapped, theirs] = [await bound.wrap(key, context), await bound.wrap(key, other)];
  const file = join(folder, "clinics", context.tenantId);
  const secret = /[0-9a-f]{64}/.exec(await readFile(file, "utf8"))?.[0] ?? "missing";
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await bound.forgetClinic?.(context.tenantId);
  await bound.forgetClinic?.(context.tenantId);

  await expect(bound.unwrap(wrapped, context)).rejects.toThrow("was destroyed on");
  await expect(bound.wrap(key, context)).rejects.toThrow("was destroyed on");
  expect(Buffer.from(await bound.unwrap(theirs, other))).toEqual(key);
  for (const name of await readdir(join(folder, "clinics")))
    expect(await readFile(join(folder, "clinics", name), "utf8")).not.toContain(secret);
});

test("of many who make a clinic's secret at once, all get the same", async () => {
  const tenantId = newId();
  const made = await Promise.all(Array.from({ length: 8 }, () => secrets().obtain(tenantId)));
  expect(new Set(made.map((each) => each.toString("hex"))).size).toBe(1);
});

test("what was wrapped without a secret still opens, accounts have none, and no name leads out of the folder", async () => {
  const [key, context] = [randomBytes(32), contextOf(newId())];
  const account = { accountId: newId(), purpose: "totp", version: 1 } as const;

  expect(Buffer.from(await bound.unwrap(await root.wrap(key, context), context))).toEqual(key);
  expect(isBound(await bound.wrap(key, account))).toBe(false);
  await expect(secrets().read("../root.key")).rejects.toThrow("named by uuid");
});
