import { expect, test } from "vitest";
import { parseKeySettings } from "./settings.ts";

const keyId = "1234abcd-12ab-34cd-56ef-1234567890ab";
const arn = `arn:aws:kms:us-east-1:111122223333:key/${keyId}`;

const kms = {
  KEY_PROVIDER: "aws-kms",
  AWS_REGION: "us-east-1",
  AWS_KMS_KEY_ID: arn,
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "a-secret",
};
const pkcs11 = {
  KEY_PROVIDER: "pkcs11",
  PKCS11_MODULE: "/usr/lib/module.so",
  PKCS11_TOKEN: "chartkeep",
  PKCS11_KEY: "root",
  PKCS11_PIN: "a-secret",
};

test("each provider is configured by its own variables, and an empty one counts as unset", () => {
  expect(parseKeySettings({ ...kms, AWS_KMS_ENDPOINT: "" })).toMatchObject({
    environment: "production",
    primary: { kind: "aws-kms", keyId: arn, region: "us-east-1", endpoint: undefined },
    before: [],
  });
  expect(parseKeySettings({ ...pkcs11, KEY_PROVIDERS_BEFORE: "pkcs11:old" })).toMatchObject({
    primary: { kind: "pkcs11", key: "root", pin: { value: "a-secret" } },
    before: [{ kind: "pkcs11", key: "old", token: "chartkeep" }],
  });
});

test("those who wrapped before are a list, and a path may hold a colon", () => {
  const before = `local-file:/data/a:b.key, aws-kms:${arn}`;
  const parsed = parseKeySettings({ ...kms, CHARTKEEP_ENV: "test", KEY_PROVIDERS_BEFORE: before });

  expect(parsed.before).toMatchObject([
    { kind: "local-file", file: "/data/a:b.key" },
    { kind: "aws-kms", keyId: arn },
  ]);
});

test("credentials are those of the environment, unless the SDK is told to look for its own", () => {
  const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...without } = kms;

  expect(() => parseKeySettings(without)).toThrow(/AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/);
  const chain = parseKeySettings({ ...without, AWS_KMS_CREDENTIALS: "chain" });
  expect(chain.primary).toMatchObject({ kind: "aws-kms", credentials: undefined });
});

test.each([
  ["KEY_PROVIDER", kms, { KEY_PROVIDER: "" }],
  ["KEY_PROVIDER", kms, { KEY_PROVIDER: "paper" }],
  ["KEY_PROVIDER", {}, { KEY_PROVIDER: "local-file", LOCAL_KEY_FILE: "root.key" }],
  ["LOCAL_KEY_FILE", {}, { KEY_PROVIDER: "local-file", CHARTKEEP_ENV: "test" }],
  ["AWS_KMS_KEY_ID", kms, { AWS_KMS_KEY_ID: "alias/chartkeep" }],
  ["AWS_KMS_KEY_ID", kms, { AWS_KMS_KEY_ID: "" }],
  ["AWS_KMS_SIGNING_KEY_ID", kms, { AWS_KMS_SIGNING_KEY_ID: "alias/signing" }],
  ["AWS_REGION", kms, { AWS_REGION: "" }],
  ["AWS_REGION", kms, { AWS_REGION: "evil.example/" }],
  ["AWS_KMS_ENDPOINT", kms, { AWS_KMS_ENDPOINT: "http://127.0.0.1:4000" }],
  ["AWS_KMS_ENDPOINT", kms, { AWS_KMS_ENDPOINT: "file:///etc" }],
  ["AWS_KMS_CREDENTIALS", kms, { AWS_KMS_CREDENTIALS: "any" }],
  ["KEY_PROVIDERS_BEFORE", kms, { KEY_PROVIDERS_BEFORE: "local-file:root.key" }],
  ["KEY_PROVIDERS_BEFORE", kms, { KEY_PROVIDERS_BEFORE: "aws-kms:alias/old" }],
  ["KEY_PROVIDERS_BEFORE", kms, { KEY_PROVIDERS_BEFORE: "paper:1" }],
  ["KEY_PROVIDERS_BEFORE", kms, { KEY_PROVIDERS_BEFORE: "pkcs11:" }],
  ["PKCS11_MODULE", kms, { KEY_PROVIDERS_BEFORE: "pkcs11:old" }],
  ["PKCS11_MODULE", pkcs11, { PKCS11_MODULE: "" }],
  ["PKCS11_TOKEN", pkcs11, { PKCS11_TOKEN: "" }],
  ["PKCS11_KEY", pkcs11, { PKCS11_KEY: "" }],
  ["PKCS11_PIN", pkcs11, { PKCS11_PIN: "" }],
  ["PKCS11_PIN", pkcs11, { PKCS11_PIN_FILE: "/run/pin" }],
])("%s is named when it is wrong, and no value is repeated", (name, base, change) => {
  const parse = () => parseKeySettings({ ...base, ...change });
  expect(parse).toThrow(new RegExp(`${name} `));
  expect(parse).not.toThrow(/a-secret|AKIDEXAMPLE/);
});
