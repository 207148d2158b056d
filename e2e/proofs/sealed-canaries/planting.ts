import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closePool, configurePool } from "#db/client";
import { postPayment } from "#lib/billing/commands";
import { PostPayment } from "#lib/billing/input";
import { RestrictChart } from "#lib/break-glass/input";
import { restrictChart } from "#lib/break-glass/restrict";
import {
  holdAccounting,
  liftHold,
  recordDisclosure,
  withdrawDisclosure,
} from "#lib/disclosures/commands";
import { HoldAccounting, RecordDisclosure } from "#lib/disclosures/input";
import { agencies, purposes } from "#lib/disclosures/rules";
import { keepDraft } from "#lib/drafts/commands";
import { importFiles } from "#lib/fhir/importer";
import { newId, type PatientId } from "#lib/ids";
import { SearchPatients } from "#lib/patients/input";
import { searchPatients } from "#lib/patients/queries";
import { runInScope } from "#lib/scope";
import { saveConnection } from "#lib/sso/commands";
import type { TestClinic } from "#lib/testing";
import type { Canaries } from "./canaries.ts";
import { bundleOf } from "./fixture.ts";

/**
 * Plants at least `goal` values through the importer, a bundle a patient, and more of them through what
 * members do, so that every sealed column holds some.
 */
export async function plantInto(
  clinic: TestClinic,
  canaries: Canaries,
  goal: number,
  appUrl: string,
): Promise<void> {
  await closePool();
  const families = await importInto(clinic, canaries, goal);
  await actIn(clinic, canaries, families, appUrl);
}

/** Imports one bundle a patient, as the platform operator does. Returns the family names. */
async function importInto(clinic: TestClinic, canaries: Canaries, goal: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "canaries-"));
  configurePool(process.env.TEST_OPERATOR_URL ?? "", { max: 4 });
  try {
    const families: string[] = [];
    while (canaries.planted < goal) {
      const { bundle, family } = bundleOf(canaries);
      writeFileSync(join(folder, `patient-${families.length}.json`), JSON.stringify(bundle));
      families.push(family);
    }
    const report = await importFiles({
      tenantId: clinic.tenantId,
      timeZone: "America/Chicago",
      paths: [folder],
    });
    const refused = report.findings.filter(({ severity }) => severity !== "noted");
    if (refused.length > 0)
      throw new Error(`not imported: ${refused[0]?.resource} ${refused[0]?.reason}`);
    return families;
  } finally {
    await closePool();
    rmSync(folder, { recursive: true });
  }
}

/** A clinician searches for each patient by name, a biller drafts and posts a payment, an admin enters a secret. */
async function actIn(
  clinic: TestClinic,
  canaries: Canaries,
  families: readonly string[],
  appUrl: string,
): Promise<void> {
  configurePool(appUrl, { max: 4 });
  const patientIds: PatientId[] = [];
  for (const family of families) {
    const { patients } = await runInScope(clinic.as("prescriber"), "patient:search", (scope) =>
      searchPatients(scope, SearchPatients.parse({ text: family })),
    );
    const [patient] = patients;
    if (patient?.family !== family) throw new Error("the imported patient was not found by name");
    patientIds.push(patient.id);
    const payment = PostPayment.parse({
      idempotencyKey: newId(),
      patientId: patient.id,
      amount: "10.00",
      method: "card",
      reference: canaries.word(),
      receivedOn: "2026-04-01",
      allocations: "[]",
    });
    await runInScope(clinic.as("biller"), "payment:post", (scope) =>
      keepDraft(scope, { form: "payment", subjectId: patient.id, content: canaries.word() }),
    );
    await runInScope(clinic.as("biller"), "payment:post", (scope) => postPayment(scope, payment));
  }
  await runInScope(clinic.as("tenant_admin"), "sso:manage", (scope) =>
    saveConnection(scope, {
      issuer: "https://login.example.com",
      clientId: "chartkeep",
      clientSecret: canaries.word(),
      isEnabled: "on",
    }),
  );
  const [last] = patientIds.slice(-1);
  if (last) await accountFor(clinic, canaries, last);
}

/** An administrator records what went out about a patient, takes it back, and restricts the chart. */
async function accountFor(
  clinic: TestClinic,
  canaries: Canaries,
  patientId: PatientId,
): Promise<void> {
  const actor = clinic.as("tenant_admin");
  const words = () => `${canaries.word()} ${canaries.word()}`;
  const [disclosureId, holdId] = [newId(), newId()];
  await runInScope(actor, "disclosure:manage", async (scope) => {
    await recordDisclosure(
      scope,
      RecordDisclosure.parse({
        disclosureId,
        patientId,
        disclosedOn: "2026-04-01",
        recipient: words(),
        address: words(),
        purpose: purposes[0],
        basis: words(),
        description: words(),
      }),
    );
    await withdrawDisclosure(scope, { disclosureId, reason: words() });
    await holdAccounting(
      scope,
      HoldAccounting.parse({
        holdId,
        patientId,
        agency: agencies[0],
        statement: words(),
        endsOn: new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10),
        isOral: "yes",
      }),
    );
    await liftHold(scope, { holdId, reason: words() });
  });
  await runInScope(actor, "restriction:manage", (scope) =>
    restrictChart(
      scope,
      RestrictChart.parse({ patientId, category: "chart", askedBy: "patient", reason: words() }),
    ),
  );
}
