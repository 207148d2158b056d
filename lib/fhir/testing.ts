import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, onTestFinished } from "vitest";
import { admin, type TestClinic } from "#lib/testing";
import { signIn } from "#lib/testing-logins";
import { importFiles } from "./importer.ts";
import type { Report } from "./report.ts";

/** A FHIR resource as a test writes it. */
export type Written = Record<string, unknown> & { readonly resourceType: string };

/** Imports under the operator's login, as the command does. Call once a file. */
export function signInAsOperator(): void {
  beforeAll(() => signIn("operator"));
}

/** A folder of input files for one test, gone afterwards. */
export function inputFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "chartkeep-fhir-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** Resources as Bulk Data writes them. Text items are lines as they are, numbers and all. */
export const ndjson = (...lines: readonly (Written | string)[]): string =>
  lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join("");

/** The same, compressed. */
export const gzipped = (text: string): Uint8Array => gzipSync(text);

/** Resources as a transaction Bundle, each under the address of its id. */
export const bundle = (...resources: readonly Written[]): string =>
  JSON.stringify({
    resourceType: "Bundle",
    type: "transaction",
    entry: resources.map((resource) => ({ fullUrl: `urn:uuid:${String(resource.id)}`, resource })),
  });

/** Imports a file, a folder or several into a clinic. */
export function importInto(
  clinic: TestClinic,
  path: string | readonly string[],
  { isDryRun = false } = {},
): Promise<Report> {
  return importFiles({
    tenantId: clinic.tenantId,
    timeZone: "America/Chicago",
    paths: [path].flat(),
    isDryRun,
  });
}

/** How many rows a clinic has in a table. */
export async function count(clinic: TestClinic, table: string): Promise<number> {
  const [row] = await admin<{ n: number }[]>`
    select count(*)::int as n from ${admin(`app.${table}`)} where tenant_id = ${clinic.tenantId}`;
  return row?.n ?? -1;
}

/** A patient of a test. */
export const someone = (id: string, more: Partial<Written> = {}): Written => ({
  resourceType: "Patient",
  id,
  name: [{ family: "Moss", given: ["Ida"] }],
  birthDate: "1980-05-01",
  ...more,
});

/** A laboratory result of a test's patient. */
export const someResult = (
  id: string,
  patientId: string,
  more: Partial<Written> = {},
): Written => ({
  resourceType: "Observation",
  id,
  status: "final",
  category: [{ coding: [{ code: "laboratory" }] }],
  code: { coding: [{ system: "http://loinc.org", code: "2345-7", display: "Glucose" }] },
  subject: { reference: `Patient/${patientId}` },
  effectiveDateTime: "2024-05-01T08:00:00-05:00",
  ...more,
});
