import "server-only";
import { createHash } from "node:crypto";
import { clinicDateTime } from "#lib/dates";
import { codeOf, shownCode } from "#lib/issued/code";
import { printSheet } from "#lib/pdf/print";
import type { Sheet } from "#lib/pdf/sheet";
import { ShredCertificate, type SignedCertificate } from "./certificate.ts";

const utc = (at: string) => `${clinicDateTime(at, "UTC")} UTC`;
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

/** A certificate's own code: the beginning of the SHA-256 of its text, so that print and JSON are known to belong together. */
export const certificateCode = (text: string): string =>
  shownCode(codeOf(createHash("sha256").update(text).digest()));

/** A certificate as a sheet: who asked, approved and did it, what was there, what is covered and what is not, and its signature. */
export function certificateSheet({ text, signature, verifyingKey }: SignedCertificate): Sheet {
  const told = ShredCertificate.parse(JSON.parse(text));
  return {
    title: "Certificate of shredding",
    facts: [
      ["Clinic", `${told.clinic.name} (${told.clinic.slug}, ${told.clinic.id})`],
      ["Certificate", told.id],
      ["Asked for", `${utc(told.requestedAt)} by ${told.requestedBy}, for the platform operator`],
      ["Approved", `${utc(told.approvedAt)} by the clinic's administrator ${told.approvedBy}`],
      ["Carried out", `${utc(told.destroyedAt)} by ${told.destroyedBy}, for the platform operator`],
      ["Audit trail", `${told.chain.position} events, head ${told.chain.head}`],
    ],
    parts: [
      { heading: "What can no longer be read by anybody", paragraphs: told.covered },
      { heading: "What this does not cover", paragraphs: told.notCovered },
      {
        heading: "Keys that were destroyed",
        empty: "There were none.",
        columns: [
          { header: "Purpose", share: 20 },
          { header: "Version", share: 10, isNumber: true },
          { header: "Wrapped by", share: 40 },
          { header: "Needed the clinic's own secret", share: 30 },
        ],
        rows: told.keys.map(({ purpose, version, provider, isBound }) => [
          purpose === "index" ? "search" : "records",
          String(version),
          provider,
          isBound ? "yes" : "no",
        ]),
      },
      {
        heading: "Rows that were sealed under them",
        empty: "There were none.",
        columns: [
          { header: "Table", share: 70 },
          { header: "Rows", share: 30, isNumber: true },
        ],
        rows: told.rows.map(({ table, rows }) => [table, String(rows)]),
      },
      {
        heading: "Signature",
        paragraphs: [
          `Signed by ${told.signedBy} with Ed25519, over "chartkeep/shred-certificate/v1", a zero byte and the text of the certificate. The text lies beside this print as JSON, word for word; "npm run evidence:verify -- <file> --key <public key>" verifies it without a server or a database.`,
          "The code on each page is the beginning of the SHA-256 of that text, so that print and file are known to belong together.",
          `SHA-256 of the text ${createHash("sha256").update(text).digest("hex")}`,
          `Public key ${base64(verifyingKey)}`,
          `Signature ${base64(signature)}`,
        ],
      },
    ],
  };
}

/** A certificate on paper. It belongs to no page of the clinic, which nobody can enter any more. */
export function printCertificate(certificate: SignedCertificate): Promise<Uint8Array> {
  const { clinic, destroyedBy, destroyedAt } = ShredCertificate.parse(JSON.parse(certificate.text));
  return printSheet(certificateSheet(certificate), {
    clinic: clinic.name,
    printedBy: `${destroyedBy} (Platform operator)`,
    printedAt: utc(destroyedAt),
    code: certificateCode(certificate.text),
  });
}
