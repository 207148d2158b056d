import "server-only";
import {
  DecryptCommand,
  EncryptCommand,
  GetPublicKeyCommand,
  KMSClient,
  SignCommand,
} from "@aws-sdk/client-kms";
import { type KeyContext, type KeyProvider, KeyProviderError } from "./provider.ts";
import type { AwsKmsSettings } from "./settings.ts";

// RFC 8410: what stands before the 32 bytes of an Ed25519 key in SubjectPublicKeyInfo.
const publicPrefix = Buffer.from("302a300506032b6570032100", "hex");

/** What the service does not let us do, until somebody changes something there or in our settings. */
const refusing = new Set([
  "AccessDeniedException",
  "DisabledException",
  "ExpiredTokenException",
  "IncompleteSignatureException",
  "IncorrectKeyException",
  "InvalidClientTokenId",
  "InvalidKeyUsageException",
  "InvalidSignatureException",
  "KMSInvalidStateException",
  "NotFoundException",
  "OptInRequired",
  "UnrecognizedClientException",
]);

/**
 * A key provider over AWS KMS. The root key and the Ed25519 signing key stay there; the context of a
 * wrapped key is its encryption context, so the service itself refuses another clinic, purpose or version.
 * All tries of one call together take `within` milliseconds at most.
 */
export function awsKmsProvider(settings: AwsKmsSettings, within = 900): KeyProvider {
  const name = `aws-kms:${settings.keyId.split("/").at(-1)}`;
  const client = clientOf(settings, within);
  const KeyId = settings.keyId;
  let verifying: Buffer | undefined;

  function signingKey(): string {
    if (settings.signingKeyId) return settings.signingKeyId;
    throw new KeyProviderError(
      "missing",
      "AWS_KMS_SIGNING_KEY_ID is not set: without a signing key nothing can be signed.",
    );
  }

  async function ask<Answer>(call: (abortSignal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    try {
      return await call(AbortSignal.timeout(within));
    } catch (error) {
      throw error instanceof KeyProviderError ? error : translated(name, error);
    }
  }

  return {
    name,
    async wrap(key, context) {
      if (key.length !== 32) throw new KeyProviderError("malformed", "a data key has 32 bytes");
      const command = new EncryptCommand({
        KeyId,
        Plaintext: key,
        EncryptionContext: encryptionContext(context),
      });
      const { CiphertextBlob } = await ask((abortSignal) => client.send(command, { abortSignal }));
      return bytesOf(name, CiphertextBlob);
    },
    async unwrap(wrapped, context) {
      const command = new DecryptCommand({
        KeyId,
        CiphertextBlob: wrapped,
        EncryptionContext: encryptionContext(context),
      });
      const { Plaintext } = await ask((abortSignal) => client.send(command, { abortSignal }));
      return bytesOf(name, Plaintext, 32);
    },
    async sign(message) {
      const command = new SignCommand({
        KeyId: signingKey(),
        Message: message,
        MessageType: "RAW",
        SigningAlgorithm: "ED25519_SHA_512",
      });
      const { Signature } = await ask((abortSignal) => client.send(command, { abortSignal }));
      return bytesOf(name, Signature, 64);
    },
    async verifyingKey() {
      const command = new GetPublicKeyCommand({ KeyId: signingKey() });
      verifying ??= rawKey(
        name,
        (await ask((abortSignal) => client.send(command, { abortSignal }))).PublicKey,
      );
      return Buffer.from(verifying);
    },
  };
}

/** Everything the SDK would otherwise look up in files, on this machine's metadata service or elsewhere is said here. */
function clientOf({ region, endpoint, credentials }: AwsKmsSettings, within: number): KMSClient {
  return new KMSClient({
    region,
    ...(endpoint && { endpoint }),
    // Without them the SDK's own chain is asked, which the settings then chose.
    ...(credentials && { credentials }),
    defaultsMode: "standard",
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: within / 2,
      requestTimeout: within,
      throwOnRequestTimeout: true,
    },
    retryMode: "standard",
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
  });
}

/** The context, in the words that appear in the service's own log. */
function encryptionContext(context: KeyContext): Record<string, string> {
  const owner =
    "tenantId" in context ? { tenant: context.tenantId } : { account: context.accountId };
  return { ...owner, purpose: context.purpose, version: String(context.version) };
}

function bytesOf(name: string, bytes: Uint8Array | undefined, length?: number): Uint8Array {
  if (bytes && (length === undefined || bytes.length === length)) return bytes;
  throw new KeyProviderError("unavailable", `${name} answered with something of another form`);
}

function rawKey(name: string, der: Uint8Array | undefined): Buffer {
  const bytes = Buffer.from(bytesOf(name, der, 44));
  if (bytes.subarray(0, 12).equals(publicPrefix)) return bytes.subarray(12);
  throw new KeyProviderError("refused", `the signing key of ${name} is no Ed25519 key`);
}

/** By the error's name alone: its message may repeat what was sent, a key's address or an account's number. */
function translated(name: string, error: unknown): KeyProviderError {
  const kind = error instanceof Error ? error.name : "error";
  if (kind === "InvalidCiphertextException")
    return new KeyProviderError(
      "rejected",
      `${name} did not wrap this key for this clinic or account, purpose and version: an altered row, or another's`,
    );
  if (refusing.has(kind)) return new KeyProviderError("refused", `${name} refuses (${kind})`);
  return new KeyProviderError("unavailable", `${name} cannot be used (${/^\w+$/.exec(kind)?.[0]})`);
}
