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
