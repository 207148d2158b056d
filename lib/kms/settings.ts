import { z } from "zod";
import { KeyProviderError } from "./provider.ts";

const awsKey = /^(arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/)?(mrk-[0-9a-f]{32}|[0-9a-f-]{36})$/;
const text = () => z.string().min(1).optional();

/** The variables of the environment that say who holds the root key, as `.env.example` describes them. */
export const keyVariables = {
  KEY_PROVIDER: z.enum(["local-file", "aws-kms", "pkcs11"]),
  KEY_PROVIDERS_BEFORE: text(),
  LOCAL_KEY_FILE: text(),
  CLINIC_SECRETS_DIR: text(),
  AWS_REGION: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be a region such as us-east-1")
    .optional(),
  AWS_KMS_KEY_ID: z
    .string()
    .regex(awsKey, "must be a key's ARN or id: an alias may come to name another key")
    .optional(),
  AWS_KMS_SIGNING_KEY_ID: z
    .string()
    .regex(awsKey, "must be a key's ARN or id: an alias may come to name another key")
    .optional(),
  AWS_KMS_ENDPOINT: z.url({ protocol: /^https?$/, error: "must be an https:// URL" }).optional(),
  AWS_KMS_CREDENTIALS: z.enum(["keys", "chain"]).optional(),
  AWS_ACCESS_KEY_ID: text(),
  AWS_SECRET_ACCESS_KEY: text(),
  AWS_SESSION_TOKEN: text(),
  PKCS11_MODULE: text(),
  PKCS11_TOKEN: text(),
  PKCS11_KEY: text(),
  PKCS11_SIGNING_KEY: text(),
  PKCS11_PIN: text(),
  PKCS11_PIN_FILE: text(),
};

const KeyEnvironment = z.object({
  ...keyVariables,
  CHARTKEEP_ENV: z
    .enum(["production", "demonstration", "development", "test"])
    .default("production"),
});

/** What the environment says about the root key. */
export type KeyEnvironment = z.output<typeof KeyEnvironment>;

/** A root key in a file. */
export interface LocalFileSettings {
  readonly kind: "local-file";
  readonly file: string;
}

/** A root key in AWS KMS, and how it is reached. Without `keys` the SDK looks for credentials by itself. */
export interface AwsKmsSettings {
  readonly kind: "aws-kms";
  readonly keyId: string;
  readonly signingKeyId: string | undefined;
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly credentials:
    | {
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
        readonly sessionToken?: string;
      }
    | undefined;
}

/** A root key in a security module that speaks PKCS#11. The PIN is read when the token is opened. */
export interface Pkcs11Settings {
  readonly kind: "pkcs11";
  readonly module: string;
  readonly token: string;
  readonly key: string;
  readonly signingKey: string | undefined;
  readonly pin: { readonly value: string } | { readonly file: string };
}

/** Where one root key is. */
export type ProviderSettings = LocalFileSettings | AwsKmsSettings | Pkcs11Settings;

/** Who wraps, and who else may still unwrap what was wrapped before. */
export interface KeySettings {
  readonly environment: KeyEnvironment["CHARTKEEP_ENV"];
  readonly primary: ProviderSettings;
  readonly before: readonly ProviderSettings[];
  /** The folder of the clinics' own secrets, which their wrapped keys need as well. */
  readonly clinicSecrets?: string | undefined;
}

/** Something wrong with one variable. It names the variable and never repeats its value. */
export interface KeyComplaint {
  readonly name: keyof KeyEnvironment;
  readonly message: string;
}

const kinds = keyVariables.KEY_PROVIDER.options;

/** What `KEY_PROVIDERS_BEFORE` names: a kind and its file, key id or key label each, the rest as for the primary. */
function named(list: string | undefined): { kind: string; key: string }[] {
  return (list ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map((entry) => ({
      kind: entry.split(":", 1)[0] ?? "",
      key: entry.slice(entry.indexOf(":") + 1),
    }));
}

/** Everything about the root key that is missing or contradicts itself. Nothing is, when the list is empty. */
export function keyComplaints(env: KeyEnvironment): KeyComplaint[] {
  const before = named(env.KEY_PROVIDERS_BEFORE);
  const used = new Set([env.KEY_PROVIDER, ...before.map(({ kind }) => kind)]);
  const isProduction = env.CHARTKEEP_ENV === "production";
  const complaints: KeyComplaint[] = [];
  const unless = (holds: unknown, name: keyof KeyEnvironment, message: string) => {
    if (!holds) complaints.push({ name, message });
  };

  unless(
    !isProduction || env.KEY_PROVIDER !== "local-file",
    "KEY_PROVIDER",
    "local-file is refused in production: the root key must not lie beside the data",
  );
  unless(
    before.every(({ kind, key }) => (kinds as string[]).includes(kind) && key !== "") &&
      before.every(({ kind, key }) => kind !== "aws-kms" || awsKey.test(key)) &&
      !(isProduction && before.some(({ kind }) => kind === "local-file")),
    "KEY_PROVIDERS_BEFORE",
    "must be a list of aws-kms:<key id>, pkcs11:<key label> and, outside of production, local-file:<path>",
  );
  if (env.KEY_PROVIDER === "local-file")
    unless(env.LOCAL_KEY_FILE, "LOCAL_KEY_FILE", "is needed by KEY_PROVIDER=local-file");
  if (used.has("aws-kms")) {
    unless(env.AWS_REGION, "AWS_REGION", "is needed by aws-kms");
    unless(
      env.AWS_KMS_CREDENTIALS === "chain" || (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY),
      "AWS_ACCESS_KEY_ID",
      "and AWS_SECRET_ACCESS_KEY are needed by aws-kms, or AWS_KMS_CREDENTIALS=chain",
    );
    unless(
      !isProduction || !env.AWS_KMS_ENDPOINT || env.AWS_KMS_ENDPOINT.startsWith("https:"),
      "AWS_KMS_ENDPOINT",
      "must be https in production: data keys travel there",
    );
  }
  if (env.KEY_PROVIDER === "aws-kms")
    unless(env.AWS_KMS_KEY_ID, "AWS_KMS_KEY_ID", "is needed by KEY_PROVIDER=aws-kms");
  if (used.has("pkcs11")) {
    unless(
      env.PKCS11_MODULE,
      "PKCS11_MODULE",
      "is needed by pkcs11: the path of the module's library",
    );
    unless(env.PKCS11_TOKEN, "PKCS11_TOKEN", "is needed by pkcs11: the label of the token");
    unless(
      Boolean(env.PKCS11_PIN) !== Boolean(env.PKCS11_PIN_FILE),
      "PKCS11_PIN",
      "or PKCS11_PIN_FILE, one of them, is needed by pkcs11",
    );
  }
  if (env.KEY_PROVIDER === "pkcs11")
    unless(
      env.PKCS11_KEY,
      "PKCS11_KEY",
      "is needed by KEY_PROVIDER=pkcs11: the label of the root key",
    );
  return complaints;
}

function settingsOf(kind: string, key: string, env: KeyEnvironment): ProviderSettings {
  if (kind === "local-file") return { kind, file: key };
  if (kind === "aws-kms") {
    const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } =
      env;
    const session = env.AWS_SESSION_TOKEN ? { sessionToken: env.AWS_SESSION_TOKEN } : {};
    return {
      kind,
      keyId: key,
      signingKeyId: env.AWS_KMS_SIGNING_KEY_ID,
      region: env.AWS_REGION ?? "",
      endpoint: env.AWS_KMS_ENDPOINT,
      credentials:
        env.AWS_KMS_CREDENTIALS === "chain"
          ? undefined
          : { accessKeyId, secretAccessKey, ...session },
    };
  }
  return {
    kind: "pkcs11",
    module: env.PKCS11_MODULE ?? "",
    token: env.PKCS11_TOKEN ?? "",
    key,
    signingKey: env.PKCS11_SIGNING_KEY,
    pin: env.PKCS11_PIN_FILE ? { file: env.PKCS11_PIN_FILE } : { value: env.PKCS11_PIN ?? "" },
  };
}

/** The settings of an environment without complaints. */
export function keySettings(env: KeyEnvironment): KeySettings {
  const key = {
    "local-file": env.LOCAL_KEY_FILE,
    "aws-kms": env.AWS_KMS_KEY_ID,
    pkcs11: env.PKCS11_KEY,
  }[env.KEY_PROVIDER];
  return {
    environment: env.CHARTKEEP_ENV,
    primary: settingsOf(env.KEY_PROVIDER, key ?? "", env),
    before: named(env.KEY_PROVIDERS_BEFORE).map((one) => settingsOf(one.kind, one.key, env)),
    clinicSecrets: env.CLINIC_SECRETS_DIR,
  };
}

/**
 * The settings of a process that has no more than the variables about keys, as an operator's command.
 * Throws one sentence about everything that is wrong with them.
 */
export function parseKeySettings(
  variables: Readonly<Record<string, string | undefined>>,
): KeySettings {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = KeyEnvironment.safeParse(given);
  const wrong = parsed.success
    ? keyComplaints(parsed.data).map(({ name, message }) => `${name} ${message}`)
    : parsed.error.issues.map(({ path, message, code }) => {
        const name = path.join(".");
        return code === "invalid_type" && given[name] === undefined
          ? `${name} is not set`
          : `${name} ${message}`;
      });
  if (!parsed.success || wrong.length > 0)
    throw new KeyProviderError(
      "missing",
      `The root key is not configured: ${wrong.join("; ")}. See .env.example.`,
    );
  return keySettings(parsed.data);
}
