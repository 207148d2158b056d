import { createPublicKey, verify } from "node:crypto";
import { z } from "zod";

/** What the signature covers begins with this line, so that it can be taken for nothing else. */
const label = "chartkeep/evidence-pack/v1\n";

const Scalar = z.union([z.string(), z.number().int(), z.boolean(), z.null()]);

/** The evidence of a clinic at one instant. */
export const Evidence = z.strictObject({
  format: z.literal("chartkeep-evidence/v1"),
  code: z.string(),
  clinic: z.strictObject({ id: z.string(), name: z.string() }),
  takenAt: z.string(),
  takenBy: z.string(),
  catalog: z.string(),
  controls: z.array(
    z.strictObject({
      clause: z.string(),
      title: z.string(),
      asks: z.string(),
      state: z.enum(["pass", "fail", "not-measured", "not-measurable"]),
      says: z.string(),
      figures: z.record(z.string(), Scalar),
    }),
  ),
});

/** The evidence of a clinic at one instant. */
export type Evidence = z.output<typeof Evidence>;

const SignedEvidence = z.strictObject({
  evidence: Evidence,
  signature: z.strictObject({
    algorithm: z.literal("Ed25519"),
    publicKey: z.string(),
    value: z.string(),
  }),
  howToVerify: z.array(z.string()),
});

const howToVerify = [
  "With the software: npm run evidence:verify -- <file> [--key <public key in base64>]. It asks no database and no server.",
  "By hand: take the value of evidence and write it without spaces, the names of every object in the order of their code units (RFC 8785; there are no fractions in it).",
  `Put the line ${JSON.stringify(label)} in front, as UTF-8. The signature is Ed25519 (RFC 8032) over these bytes; it and the 32 bytes of the public key are in base64.`,
  "Compare the public key with the one that the operator publishes: a signature says only that whoever holds the key has signed.",
];

/** JSON in one spelling: no spaces, names in the order of their code units. It refuses what has more than one spelling. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "string")
    return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new TypeError("only whole numbers have one spelling");
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object") throw new TypeError("this has no spelling in JSON");
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${canonicalJson(each)}`).join(",")}}`;
}

/** The bytes that the signature covers. */
export const signedBytes = (evidence: Evidence): Uint8Array =>
  Buffer.from(label + canonicalJson(evidence));

/** The file: the evidence as it reads, its signature with the key, and how to verify it. */
export function packFile(
  evidence: Evidence,
  { publicKey, signature }: { readonly publicKey: Uint8Array; readonly signature: Uint8Array },
): string {
  const file = {
    evidence,
    signature: {
      algorithm: "Ed25519",
      publicKey: Buffer.from(publicKey).toString("base64"),
      value: Buffer.from(signature).toString("base64"),
    },
    howToVerify,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** What looking at a file showed: the evidence and whose key signed it, or what is wrong. */
export type PackVerdict =
  | { readonly isGood: true; readonly evidence: Evidence; readonly publicKey: string }
  | { readonly isGood: false; readonly problem: string };

const wrong = (problem: string): PackVerdict => ({ isGood: false, problem });

// RFC 8410: what stands before the 32 bytes of an Ed25519 key in SubjectPublicKeyInfo.
const spki = Buffer.from("302a300506032b6570032100", "hex");

/** Says whether a file is an evidence pack as it was signed, by the key that is expected if one is. */
export function verifyPack(text: string, expectedKey?: string): PackVerdict {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return wrong("the file is not JSON");
  }
  const parsed = SignedEvidence.safeParse(json);
  if (!parsed.success) return wrong("the file is not an evidence pack of this format");
  const { evidence, signature } = parsed.data;
  const key = Buffer.from(signature.publicKey, "base64");
  const value = Buffer.from(signature.value, "base64");
  if (key.length !== 32 || value.length !== 64) return wrong("the signature is not one");
  if (expectedKey !== undefined && !key.equals(Buffer.from(expectedKey, "base64")))
    return wrong("it was signed with another key than the expected one");
  const publicKey = createPublicKey({
    key: Buffer.concat([spki, key]),
    format: "der",
    type: "spki",
  });
  if (!verify(null, signedBytes(evidence), publicKey, value))
    return wrong("the signature does not fit: the file was altered, or signed by somebody else");
  return { isGood: true, evidence, publicKey: signature.publicKey };
}
