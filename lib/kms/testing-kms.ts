import {
  createCipheriv,
  createDecipheriv,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
  sign,
} from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { AwsKmsSettings } from "./settings.ts";

/** What can be wrong with a key service. */
export type KmsFault =
  | "refuse"
  | "hang"
  | "500"
  | "slow"
  | "wrong key"
  | "disabled"
  | "denied"
  | "throttled"
  | "nonsense";

/** One call as it arrived: what was asked, under which context, by which headers. */
export interface KmsCall {
  readonly operation: string;
  readonly context: Readonly<Record<string, string>> | undefined;
  readonly headers: IncomingMessage["headers"];
}

/** A key service on this machine that speaks AWS JSON 1.1 and does real cryptography with keys of its own. */
export interface FakeKms {
  /** Settings that lead to it, with a key and a signing key of its own. */
  readonly settings: AwsKmsSettings;
  /** The same as variables of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly calls: KmsCall[];
  newKey(): string;
  /** From now on every call meets this fault; without one, everything is well again. */
  fail(fault: KmsFault | undefined): Promise<void>;
  stop(): Promise<void>;
}

interface Key {
  readonly secret: Buffer;
  readonly pair: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
}

interface Asked {
  readonly KeyId?: string;
  readonly Plaintext?: string;
  readonly CiphertextBlob?: string;
  readonly EncryptionContext?: Readonly<Record<string, string>>;
  readonly Message?: string;
  readonly MessageType?: string;
  readonly SigningAlgorithm?: string;
}

class Declined extends Error {
  readonly type: string;
  readonly status: number;

  constructor(type: string, status = 400) {
    // The real service repeats the key's address and the caller's in its messages.
    super(`User: arn:aws:iam::111122223333:user/secret-name is told ${type}`);
    this.type = type;
    this.status = status;
  }
}

const accessKeyId = "AKIAIOSFODNN7EXAMPLE";
const aad = (context: Asked["EncryptionContext"]) =>
  Buffer.from(JSON.stringify(Object.entries(context ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))));

/** Starts a fake key service on a port of its own. */
export async function startKms(): Promise<FakeKms> {
  const keys = new Map<string, Key>();
  const calls: KmsCall[] = [];
  let fault: KmsFault | undefined;

  function newKey(): string {
    const id = randomUUID();
    keys.set(id, { secret: randomBytes(32), pair: generateKeyPairSync("ed25519") });
    return id;
  }
  const [keyId, signingKeyId, otherKeyId] = [newKey(), newKey(), newKey()];

  function keyOf(id = ""): Key {
    const key = keys.get(id.split("/").at(-1) ?? "");
    if (!key) throw new Declined("NotFoundException");
    return key;
  }

  function perform(operation: string, asked: Asked): Record<string, unknown> {
    const id = fault === "wrong key" ? otherKeyId : (asked.KeyId?.split("/").at(-1) ?? "");
    const key = keyOf(id);
    if (operation === "Encrypt") {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key.secret, iv).setAAD(
        aad(asked.EncryptionContext),
      );
      const body = Buffer.concat([cipher.update(asked.Plaintext ?? "", "base64"), cipher.final()]);
      const blob = Buffer.concat([Buffer.from(id), iv, cipher.getAuthTag(), body]);
      return { CiphertextBlob: blob.toString("base64"), KeyId: id };
    }
    if (operation === "Decrypt") {
      const blob = Buffer.from(asked.CiphertextBlob ?? "", "base64");
      const by = keys.get(blob.toString("latin1", 0, 36));
      if (!by) throw new Declined("InvalidCiphertextException");
      if (by !== key) throw new Declined("IncorrectKeyException");
      try {
        const decipher = createDecipheriv("aes-256-gcm", key.secret, blob.subarray(36, 48), {
          authTagLength: 16,
        });
        decipher.setAAD(aad(asked.EncryptionContext)).setAuthTag(blob.subarray(48, 64));
        const plain = Buffer.concat([decipher.update(blob.subarray(64)), decipher.final()]);
        return { Plaintext: plain.toString("base64"), KeyId: id };
      } catch {
        throw new Declined("InvalidCiphertextException");
      }
    }
    if (operation === "GetPublicKey")
      return {
        KeySpec: "ECC_NIST_EDWARDS25519",
        PublicKey: key.pair.publicKey.export({ format: "der", type: "spki" }).toString("base64"),
      };
    if (operation !== "Sign") throw new Declined("UnknownOperationException");
    if (asked.SigningAlgorithm !== "ED25519_SHA_512" || asked.MessageType !== "RAW")
      throw new Declined("InvalidKeyUsageException");
    const message = Buffer.from(asked.Message ?? "", "base64");
    if (message.length > 4096) throw new Declined("ValidationException");
    return { Signature: sign(null, message, key.pair.privateKey).toString("base64") };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const asked = JSON.parse(Buffer.concat(parts).toString() || "{}") as Asked;
    const operation = /^TrentService\.(\w+)$/.exec(String(request.headers["x-amz-target"]))?.[1];
    calls.push({
      operation: operation ?? "",
      context: asked.EncryptionContext,
      headers: request.headers,
    });
    const say = (status: number, body: unknown) =>
      response
        .writeHead(status, { "content-type": "application/x-amz-json-1.1" })
        .end(typeof body === "string" ? body : JSON.stringify(body));
    try {
      if (fault === "hang") return;
      if (fault === "nonsense") return void say(200, "<html>a proxy's page</html>");
      if (fault === "500") throw new Declined("KMSInternalException", 500);
      if (fault === "throttled") throw new Declined("ThrottlingException");
      if (fault === "denied") throw new Declined("AccessDeniedException");
      if (fault === "disabled") throw new Declined("DisabledException");
      if (fault === "slow") await new Promise((done) => setTimeout(done, 3_000).unref());
      const signed = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/`;
      if (!request.headers.authorization?.startsWith(signed))
        throw new Declined("UnrecognizedClientException");
      say(200, perform(operation ?? "", asked));
    } catch (error) {
      const { type, status, message } =
        error instanceof Declined ? error : new Declined("KMSInternalException", 500);
      say(status, { __type: type, message });
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  await listening(server, 0);
  const { port } = server.address() as AddressInfo;
  const settings: AwsKmsSettings = {
    kind: "aws-kms",
    keyId,
    signingKeyId,
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId, secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
  };
  return {
    settings,
    environment: {
      KEY_PROVIDER: "aws-kms",
      AWS_REGION: settings.region,
      AWS_KMS_KEY_ID: keyId,
      AWS_KMS_SIGNING_KEY_ID: signingKeyId,
      AWS_KMS_ENDPOINT: settings.endpoint ?? "",
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: settings.credentials?.secretAccessKey ?? "",
    },
    calls,
    newKey,
    async fail(next) {
      const wasRefusing = fault === "refuse";
      fault = next;
      // What hangs or is slow must not be answered after all.
      server.closeAllConnections();
      if (next === "refuse" && !wasRefusing) await closed(server);
      else if (next !== "refuse" && wasRefusing) await listening(server, port);
    },
    async stop() {
      server.closeAllConnections();
      if (server.listening) await closed(server);
    },
  };
}

const listening = (server: Server, port: number) =>
  new Promise<void>((done, failed) => {
    server.once("error", failed).listen(port, "127.0.0.1", () => done());
  });

const closed = (server: Server) => new Promise<void>((done) => void server.close(() => done()));
