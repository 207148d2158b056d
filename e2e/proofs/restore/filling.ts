import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closePool, configurePool } from "#db/client";
import { Canaries } from "#e2e/proofs/sealed-canaries/canaries";
import { bundleOf } from "#e2e/proofs/sealed-canaries/fixture";
import { importFiles } from "#lib/fhir/importer";
import type { TestClinic } from "#lib/testing";

/** Imports patients with a record of every kind into a clinic, as the operator does. */
export async function fillClinic(clinic: TestClinic, patients: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "chartkeep-filling-"));
  configurePool(process.env.TEST_OPERATOR_URL ?? "", { max: 2 });
  try {
    const canaries = new Canaries();
    for (let number = 0; number < patients; number += 1) {
      const { bundle } = bundleOf(canaries);
      writeFileSync(join(folder, `patient-${number}.json`), JSON.stringify(bundle));
    }
    await importFiles({
      tenantId: clinic.tenantId,
      timeZone: "America/Chicago",
      paths: [folder],
    });
  } finally {
    await closePool();
    rmSync(folder, { recursive: true });
  }
}
