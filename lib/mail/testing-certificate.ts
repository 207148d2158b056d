import { createSign, generateKeyPairSync } from "node:crypto";

/** One value of DER: its tag, its length, its content. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

const bytes = (hex: string) => Buffer.from(hex, "hex");
const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const utcTime = (at: Date) =>
  der(0x17, Buffer.from(`${at.toISOString().replace(/[-:T]/g, "").slice(2, 14)}Z`));

const ecdsaWithSha256 = sequence(bytes("06082a8648ce3d040302"));
const commonName = sequence(
  der(0x31, sequence(bytes("0603550403"), der(0x0c, Buffer.from("localhost")))),
);
const addresses = sequence(
  bytes("0603551d11"),
  der(0x04, sequence(der(0x82, Buffer.from("localhost")), der(0x87, bytes("7f000001")))),
);

const pem = (label: string, content: Buffer) =>
  `-----BEGIN ${label}-----\n${content.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END ${label}-----\n`;

/** A new key with a certificate for localhost and 127.0.0.1 that vouches for itself, valid for an hour. */
export function selfSigned(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const now = Date.now();
  const signed = sequence(
    der(0xa0, bytes("020102")),
    bytes("020101"),
    ecdsaWithSha256,
    commonName,
    sequence(utcTime(new Date(now - 60_000)), utcTime(new Date(now + 3_600_000))),
    commonName,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(addresses)),
  );
  const signature = createSign("SHA256").update(signed).sign(privateKey);
  const whole = sequence(signed, ecdsaWithSha256, der(0x03, bytes("00"), signature));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: pem("CERTIFICATE", whole),
  };
}
