import { createPublicKey, randomBytes, verify } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, expect, test } from "vitest";
import { awsKmsProvider } from "./aws-kms.ts";
import { guarded } from "./guarded.ts";
import type { KeyContext } from "./provider.ts";
import { type KmsFault, startKms } from "./testing-kms.ts";
import { expectBound, someContext } from "./testing-provider.ts";

const kms = await startKms();
const provider = awsKmsProvider(kms.settings);
afterEach(() => kms.fail(undefined));
afterAll(() => kms.stop());

const context = someContext;

test("a wrapped key comes back for the clinic, purpose and version it was wrapped for, and no other", async () => {
  await expectBound(provider);
});

test("an account's secret is bound to the account", async () => {
  const mine: KeyContext = { accountId: context.tenantId, purpose: "totp", version: 1 };
  const wrapped = await provider.wrap(randomBytes(32), mine);

  await expect(provider.unwrap(wrapped, mine)).resolves.toHaveLength(32);
  await expect(provider.unwrap(wrapped, context)).rejects.toMatchObject({ problem: "rejected" });
});

test("the context is the encryption context, and is all that the service learns beside the key", async () => {
  kms.calls.length = 0;
  await provider.wrap(randomBytes(32), context);
  await provider.wrap(randomBytes(32), {
    accountId: context.tenantId,
    purpose: "totp",
    version: 3,
  });

  expect(kms.calls.map(({ operation, context: asked }) => [operation, asked])).toEqual([
    ["Encrypt", { tenant: context.tenantId, purpose: "field", version: "1" }],
    ["Encrypt", { account: context.tenantId, purpose: "totp", version: "3" }],
  ]);
});

test("the service signs with Ed25519, and its public key verifies", async () => {
  const message = randomBytes(500);
  const signature = await provider.sign(message);
  const x = Buffer.from(await provider.verifyingKey()).toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });

  expect(signature).toHaveLength(64);
  expect(verify(null, message, key, signature)).toBe(true);
  expect(verify(null, randomBytes(500), key, signature)).toBe(false);
});

test("without a signing key nothing is signed, and the sentence names the variable", async () => {
  const none = awsKmsProvider({ ...kms.settings, signingKeyId: undefined });

  await expect(none.sign(randomBytes(8))).rejects.toThrow("AWS_KMS_SIGNING_KEY_ID is not set");
  await expect(none.verifyingKey()).rejects.toMatchObject({ problem: "missing" });
});

test.each([
  ["refuse", "unavailable"],
  ["hang", "unavailable"],
  ["500", "unavailable"],
  ["slow", "unavailable"],
  ["throttled", "unavailable"],
  ["nonsense", "unavailable"],
  ["wrong key", "refused"],
  ["disabled", "refused"],
  ["denied", "refused"],
] as const)(
  "%s: told within the time, as %s, without what the service says",
  async (fault, problem) => {
    const wrapped = await provider.wrap(randomBytes(32), context);
    await kms.fail(fault satisfies KmsFault);
    kms.calls.length = 0;
    const begin = performance.now();
    const asked = guarded(provider).unwrap(wrapped, context);

    await expect(asked).rejects.toMatchObject({ name: "KeyProviderError", problem });
    await expect(asked).rejects.not.toThrow(/arn:|1111|secret|AKIA|127\.0/);
    expect(performance.now() - begin).toBeLessThan(1_900);
    expect(kms.calls.length).toBeLessThanOrEqual(2);
  },
);

test("another key, or credentials that it does not know, are refused", async () => {
  const wrapped = await provider.wrap(randomBytes(32), context);
  const other = awsKmsProvider({ ...kms.settings, keyId: kms.newKey() });
  await expect(other.unwrap(wrapped, context)).rejects.toMatchObject({ problem: "refused" });

  const none = awsKmsProvider({ ...kms.settings, keyId: crypto.randomUUID() });
  await expect(none.wrap(randomBytes(32), context)).rejects.toThrow("NotFoundException");
  const strange = { accessKeyId: "AKIASTRANGER", secretAccessKey: "s" };
  const stranger = awsKmsProvider({ ...kms.settings, credentials: strange });
  await expect(stranger.wrap(randomBytes(32), context)).rejects.toMatchObject({
    problem: "refused",
  });
});

test("the keys are told apart by id, whether it came alone or in an ARN", () => {
  const arn = `arn:aws:kms:us-east-1:111122223333:key/${kms.settings.keyId}`;

  expect(awsKmsProvider({ ...kms.settings, keyId: arn }).name).toBe(provider.name);
  expect(provider.name).toBe(`aws-kms:${kms.settings.keyId}`);
});

test("with credentials given, nobody else on the network or on this machine is asked for any", async () => {
  const asked: string[] = [];
  const metadata = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end("{}");
  });
  await new Promise<void>((done) => void metadata.listen(0, "127.0.0.1", () => done()));
  const at = `http://127.0.0.1:${(metadata.address() as AddressInfo).port}`;
  const lures = {
    AWS_EC2_METADATA_SERVICE_ENDPOINT: at,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${at}/credentials`,
    AWS_ENDPOINT_URL: at,
    AWS_ENDPOINT_URL_KMS: at,
    HTTPS_PROXY: at,
    HTTP_PROXY: at,
  };
  Object.assign(process.env, lures);
  try {
    await awsKmsProvider(kms.settings).wrap(randomBytes(32), context);
    expect(asked).toEqual([]);

    const { credentials: _, ...rest } = kms.settings;
    const chain = guarded(awsKmsProvider({ ...rest, credentials: undefined }));
    await expect(chain.wrap(randomBytes(32), context)).rejects.toMatchObject({
      name: "KeyProviderError",
    });
    expect(asked.length).toBeGreaterThan(0);
  } finally {
    for (const name of Object.keys(lures)) delete process.env[name];
    metadata.close();
  }
});

test("what does not have the form of a data key is not sent", async () => {
  kms.calls.length = 0;
  await expect(provider.wrap(randomBytes(31), context)).rejects.toMatchObject({
    problem: "malformed",
  });
  expect(kms.calls).toEqual([]);
});
