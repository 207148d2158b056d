import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { eq } from "drizzle-orm";
import { closePool, configurePool } from "#db/client";
import { importRuns } from "#db/schema/import-runs";
import { inTenant } from "#db/tenant";
import { addMember, findClinic, makeClinic, operatorIn } from "#lib/clinics/make";
import { type DemoClinic, demoClinics } from "#lib/demo/clinics";
import { demonstrationOf } from "#lib/demo/generate";
import { importFiles } from "#lib/fhir/importer";
import type { DemonstrationOptions, SignIn } from "./demonstration.ts";

/** Everyone in the demonstration signs in with this. It protects nothing: nobody in these clinics exists. */
const password = "orchard-lantern-river-42";

const roleWords = {
  prescriber: "clinician",
  medical_assistant: "front desk",
  biller: "biller",
  tenant_admin: "tenant admin",
} as const;

/**
 * Makes the three demonstration clinics as far as they are missing, through the same importer that
 * takes a clinic's own files, and says who can sign in. Data that is there already is kept.
 */
export async function makeDemonstrationClinics({
  operatorUrl,
  log,
}: DemonstrationOptions): Promise<readonly SignIn[]> {
  configurePool(operatorUrl, { max: 4 });
  try {
    for (const clinic of demoClinics) await ensure(clinic, log);
  } finally {
    await closePool();
  }
  return demoClinics.flatMap((clinic) =>
    clinic.members.map(({ email, roles }) => ({
      clinic: clinic.name,
      role: roles.map((role) => roleWords[role]).join(", "),
      email,
      password,
    })),
  );
}

async function ensure(clinic: DemoClinic, log: (line: string) => void): Promise<void> {
  const { slug, name, specialty, color, timeZone } = clinic;
  const found = await findClinic(slug);
  const tenantId = found?.id ?? (await makeClinic({ slug, name, specialty, color, timeZone }));
  for (const member of clinic.members) await addMember(tenantId, member, password);
  const isComplete = await inTenant(operatorIn(tenantId), (tx) =>
    tx.$count(importRuns, eq(importRuns.status, "finished")),
  );
  if (isComplete > 0) return;

  log(`Making ${name} ...`);
  const folder = await mkdtemp(join(tmpdir(), "chartkeep-demo-"));
  try {
    await writeResources(folder, clinic, new Date());
    const report = await importFiles({ tenantId, timeZone, paths: [folder] });
    const { read, skipped } = report.total();
    if (skipped > 0)
      throw new Error(`${skipped} of the demonstration's own resources were refused`);
    log(`  ${clinic.patients} patients, ${read} records.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes a clinic as Bulk Data does: a file for each resource type, a resource a line. */
async function writeResources(folder: string, clinic: DemoClinic, today: Date): Promise<void> {
  const byType = Map.groupBy(demonstrationOf(clinic, today), (resource) => resource.resourceType);
  for (const [type, resources] of byType) {
    const file = createWriteStream(join(folder, `${type}.ndjson`), { mode: 0o600 });
    for (const resource of resources) file.write(`${JSON.stringify(resource)}\n`);
    file.end();
    await finished(file);
  }
}
