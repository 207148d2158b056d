import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import type { Assertion, Registration } from "./input.ts";

/** How an authenticator, or whoever plays one, departs from what is right. */
export interface Departure {
  readonly origin?: string;
  readonly rpId?: string;
  readonly isVerified?: boolean;
  readonly counter?: number;
  readonly type?: string;
}

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest();

/** An authenticator in software: one P-256 passkey that signs whatever it is asked to, right or wrong. */
export function newAuthenticator(ownOrigin: string) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const credentialId = randomBytes(32);
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const id = base64url(credentialId);
  let counter = 0;

  const clientData = (type: string, challenge: string, { origin = ownOrigin }: Departure) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const authData = (departure: Departure, credential: Uint8Array = new Uint8Array()) => {
    const { rpId = new URL(ownOrigin).hostname, isVerified = true } = departure;
    counter = departure.counter ?? counter + 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const flags = 0x01 | (isVerified ? 0x04 : 0) | (credential.length > 0 ? 0x40 : 0);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, credential]);
  };

  return {
    id,
    /** Makes the passkey, as an answer to this challenge. */
    register(challenge: string, departure: Departure = {}): Registration {
      const cose = isoCBOR.encode(
        new Map<number, number | Uint8Array>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, new Uint8Array(Buffer.from(x, "base64url"))],
          [-3, new Uint8Array(Buffer.from(y, "base64url"))],
        ]),
      );
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const credential = Buffer.concat([Buffer.alloc(16), length, credentialId, cose]);
      const attestationObject = isoCBOR.encode(
        new Map<string, string | Map<string, string> | Uint8Array>([
          ["fmt", "none"],
          ["attStmt", new Map<string, string>()],
          ["authData", new Uint8Array(authData(departure, credential))],
        ]),
      );
      const clientDataJSON = clientData(departure.type ?? "webauthn.create", challenge, departure);
      return {
        id,
        rawId: id,
        type: "public-key",
        clientExtensionResults: {},
        response: {
          attestationObject: base64url(attestationObject),
          clientDataJSON: base64url(clientDataJSON),
          transports: ["internal"],
        },
      };
    },
    /** Signs this challenge. */
    assert(challenge: string, departure: Departure = {}): Assertion {
      const data = authData(departure);
      const json = clientData(departure.type ?? "webauthn.get", challenge, departure);
      const signature = sign("sha256", Buffer.concat([data, sha256(json)]), privateKey);
      return {
        id,
        rawId: id,
        type: "public-key",
        clientExtensionResults: {},
        response: {
          authenticatorData: base64url(data),
          clientDataJSON: base64url(json),
          signature: base64url(signature),
        },
      };
    },
  };
}
