import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { verifyPack } from "#lib/compliance/pack";
import { verifyCertificate } from "#lib/keys/certificate";
import { Complaint, command } from "./complaint.ts";

const usage = `Usage: npm run evidence:verify -- <file> [--key <public key in base64>]
  an evidence pack, or the certificate of a shredding`;

await command(async (args) => {
  const { file, key } = parseOptions(args);
  const text = read(file);
  if (text.includes("chartkeep-shred-certificate-1")) return certificate(text, key);
  const verdict = verifyPack(text, key);
  if (!verdict.isGood) {
    console.error(`NOT VERIFIED: ${verdict.problem}.`);
    return 1;
  }
  const { evidence, publicKey } = verdict;
  console.log(`${evidence.clinic.name}, ${evidence.takenAt}, taken by ${evidence.takenBy}`);
  for (const { clause, title, state } of evidence.controls)
    console.log(`  ${clause.padEnd(22)} ${state.padEnd(15)} ${title}`);
  console.log(
    `Verified: signed with the key ${publicKey}${key ? ", which is the expected one" : ""}.`,
  );
  return 0;
});

function certificate(text: string, key: string | undefined): number {
  const verdict = verifyCertificate(text, key);
  if (!verdict.isGood) {
    console.error(`NOT VERIFIED: ${verdict.problem}.`);
    return 1;
  }
  const { clinic, destroyedAt, destroyedBy, keys } = verdict.certificate;
  console.log(
    `${clinic.name} (${clinic.slug}): ${keys.length} keys destroyed ${destroyedAt} by ${destroyedBy}`,
  );
  console.log(
    `Verified: signed with the key ${verdict.publicKey}${key ? ", which is the expected one" : ""}.`,
  );
  return 0;
}

function parseOptions(args: string[]): { file: string; key: string | undefined } {
  try {
    const options = { key: { type: "string" } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file && more.length === 0) return { file, key: values.key };
  } catch {
    // Answered below.
  }
  throw new Complaint(usage);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new Complaint(`${file} cannot be read.`);
  }
}
