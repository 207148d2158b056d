import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { admin, newClinic } from "#lib/testing";
import { cents, exact, nothing } from "./decimal.ts";
import { inputFiles } from "./input-files.ts";
import { readResources } from "./read.ts";
import { count, importInto, signInAsOperator } from "./testing.ts";

signInAsOperator();

const folder = resolve(import.meta.dirname, "..", "..", "..", "shared", "data", "fhir", "bundles");
const isThere = existsSync(folder);

// `npm test` takes the whole folder; a check every third patient, with all clinics and clinicians.
const bundles =
  process.env.TEST_WHOLE || !isThere
    ? [folder]
    : readdirSync(folder)
        .filter((name) => name.endsWith(".json"))
        .filter((name, at) => at % 3 === 0 || /^[a-z]+Information/.test(name))
        .map((name) => join(folder, name));

const tables = {
  Patient: "patients",
  Encounter: "encounters",
  Condition: "problems",
  AllergyIntolerance: "allergies",
  MedicationRequest: "medication_requests",
  Observation: "observations",
  DiagnosticReport: "panels",
  Immunization: "immunizations",
  Procedure: "procedures",
  Claim: "invoices",
} as const;

test.skipIf(!isThere)(
  `Synthea's Bundles come in row for row and to the cent${isThere ? "" : " (skipped: ../shared/data is not here)"}`,
  async () => {
    const clinic = await newClinic();
    const report = await importInto(clinic, bundles);
    for (const [type, table] of Object.entries(tables)) {
      expect([type, await count(clinic, table)]).toEqual([type, report.of(type).read]);
    }
    expect([await count(clinic, "organizations"), await count(clinic, "practitioners")]).toEqual([
      102, 102,
    ]);

    const [charged] =
      await admin`select sum(total_cents)::bigint::text as cents from app.charges where tenant_id = ${clinic.tenantId}`;
    const [paid] =
      await admin`select sum(amount_cents)::bigint::text as cents from app.payments where tenant_id = ${clinic.tenantId}`;
    const [off] =
      await admin`select count(*)::int as n from (select sum(amount_cents) as open from app.postings
      where tenant_id = ${clinic.tenantId} and account like 'receivable%' group by invoice_id, account) x where open < 0`;
    const expected = await statedTotals();
    expect(Number(charged?.cents)).toBe(expected.claims);
    expect(Number(paid?.cents)).toBe(expected.payments);
    expect(off?.n).toBe(0);

    const again = await importInto(clinic, bundles);
    expect(again.total()).toMatchObject({ written: 0, updated: 0 });
  },
  300_000,
);

/** What the files themselves say was claimed and paid, each amount rounded once. */
async function statedTotals(): Promise<{ claims: number; payments: number }> {
  let [claims, payments] = [0, 0];
  for (const file of await inputFiles(bundles)) {
    for await (const { type, resource } of readResources(file)) {
      const { total, payment } = JSON.parse(JSON.stringify(resource));
      if (type === "Claim") claims += cents(exact(total.value) ?? nothing) ?? 0;
      if (type === "ExplanationOfBenefit")
        payments += cents(exact(payment.amount.value) ?? nothing) ?? 0;
    }
  }
  return { claims, payments };
}
