import "server-only";
import { createPublicKey, verify } from "node:crypto";
import { z } from "zod";

/** What a certificate of a shredding says. Counts and names of tables, never a record. */
export const ShredCertificate = z.strictObject({
  format: z.literal("chartkeep-shred-certificate-1"),
  id: z.uuid(),
  clinic: z.strictObject({ id: z.uuid(), slug: z.string(), name: z.string() }),
  requestedBy: z.string(),
  requestedAt: z.string(),
  approvedBy: z.string(),
  approvedAt: z.string(),
  destroyedBy: z.string(),
  destroyedAt: z.string(),
  keys: z.array(
    z.strictObject({
      purpose: z.string(),
      version: z.number(),
      provider: z.string(),
      /** Whether it needed the clinic's secret outside of the database as well. */
      isBound: z.boolean(),
    }),
  ),
  rows: z.array(z.strictObject({ table: z.string(), rows: z.number() })),
  chain: z.strictObject({ position: z.number(), head: z.string() }),
  covered: z.array(z.string()),
  notCovered: z.array(z.string()),
  signedBy: z.string(),
});
export type ShredCertificate = z.infer<typeof ShredCertificate>;

/** A certificate as it is kept and handed over: its text, and what proves that it is ours. */
export interface SignedCertificate {
  readonly text: string;
  readonly signature: Uint8Array;
  readonly verifyingKey: Uint8Array;
}

const label = Buffer.from("chartkeep/shred-certificate/v1\0");

/** The bytes that are signed for a certificate's text. */
export const signedBytes = (text: string): Buffer => Buffer.concat([label, Buffer.from(text)]);

const spki = Buffer.from("302a300506032b6570032100", "hex");

/** Whether a certificate is what the holder of `verifyingKey` signed. */
export function isSigned({ text, signature, verifyingKey }: SignedCertificate): boolean {
  const key = createPublicKey({
    key: Buffer.concat([spki, verifyingKey]),
    format: "der",
    type: "spki",
  });
  return verify(null, signedBytes(text), key, signature);
}

/** A certificate as it is handed over: one JSON document with the signed text, word for word, and what verifies it. */
export const printedCertificate = ({ text, signature, verifyingKey }: SignedCertificate): string =>
  `${JSON.stringify(
    {
      certificate: text,
      signature: Buffer.from(signature).toString("base64"),
      verifyingKey: Buffer.from(verifyingKey).toString("base64"),
      signed: "Ed25519 over chartkeep/shred-certificate/v1, a zero byte and the certificate's text",
    },
    null,
    2,
  )}\n`;

const PrintedCertificate = z.strictObject({
  certificate: z.string().max(1_000_000),
  signature: z.base64(),
  verifyingKey: z.base64(),
  signed: z.string(),
});

/** What the file of a certificate proves. */
export type CertificateVerdict =
  | { readonly isGood: true; readonly certificate: ShredCertificate; readonly publicKey: string }
  | { readonly isGood: false; readonly problem: string };

/** Verifies a file as `printedCertificate` writes it, with the key in it and, where it is known, the expected one. */
export function verifyCertificate(file: string, expectedKey?: string): CertificateVerdict {
  let read: z.output<typeof PrintedCertificate>;
  let certificate: ShredCertificate;
  try {
    read = PrintedCertificate.parse(JSON.parse(file));
    certificate = ShredCertificate.parse(JSON.parse(read.certificate));
  } catch {
    return { isGood: false, problem: "it is no certificate of shredding, or was altered" };
  }
  const [signature, verifyingKey] = [read.signature, read.verifyingKey].map((text) =>
    Buffer.from(text, "base64"),
  );
  if (expectedKey !== undefined && expectedKey !== read.verifyingKey)
    return { isGood: false, problem: "it is signed with another key than the expected one" };
  if (verifyingKey?.length !== 32 || !signature)
    return { isGood: false, problem: "its key is no Ed25519 key" };
  return isSigned({ text: read.certificate, signature, verifyingKey })
    ? { isGood: true, certificate, publicKey: read.verifyingKey }
    : { isGood: false, problem: "the signature does not fit: it was altered after it was signed" };
}
