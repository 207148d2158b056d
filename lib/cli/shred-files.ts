import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { printedCertificate, type SignedCertificate } from "#lib/keys/certificate";
import { printCertificate } from "#lib/keys/certificate-sheet";
import { Complaint } from "./complaint.ts";

/** Where the certificate of a clinic's shredding is written unless somebody says otherwise. */
export const certificateFile = (slug: string): string => `shredding-${slug}.json`;

/** Says no to a place at which something else lies, before anything is destroyed. */
export function askForPlace(file: string): void {
  if (!existsSync(dirname(file))) throw new Complaint(`There is no folder ${dirname(file)}.`);
  if (existsSync(file) && !readFileSync(file, "utf8").includes("chartkeep-shred-certificate-1"))
    throw new Complaint(`${file} is another file: name a new one with --to.`);
}

/**
 * Writes a certificate as JSON and, beside it, as PDF; returns both names. What is there already and is the
 * same stays, so that a second run gives what a first one that was cut off did not.
 */
export async function writeCertificate(
  certificate: SignedCertificate,
  file: string,
): Promise<readonly [json: string, pdf: string]> {
  const json = printedCertificate(certificate);
  const pdf = join(dirname(file), `${basename(file, ".json")}.pdf`);
  if (existsSync(file) && readFileSync(file, "utf8") !== json)
    throw new Complaint(`${file} is another certificate: name a new file with --to.`);
  if (!existsSync(file)) writeFileSync(file, json, { flag: "wx", mode: 0o600 });
  if (!existsSync(pdf))
    writeFileSync(pdf, await printCertificate(certificate), { flag: "wx", mode: 0o600 });
  return [file, pdf];
}
