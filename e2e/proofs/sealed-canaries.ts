import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closePool, configurePool } from "#db/client";
import type { Claim, ProofContext, Verdict } from "#e2e/claim";
import { postPayment } from "#lib/billing/commands";
import { PostPayment } from "#lib/billing/input";
import { keepDraft } from "#lib/drafts/commands";
import { importFiles } from "#lib/fhir/importer";
import { newId } from "#lib/ids";
import { SearchPatients } from "#lib/patients/input";
import { searchPatients } from "#lib/patients/queries";
import { runInScope } from "#lib/scope";
import { saveConnection } from "#lib/sso/commands";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { Canaries } from "./sealed-canaries/canaries.ts";
import { bundleOf } from "./sealed-canaries/fixture.ts";
import { type Place, placesOf } from "./sealed-canaries/places.ts";

/** Columns that nothing in the product writes yet. */
const withoutWriter = ["adjustments.comment_sealed", "outbox.detail"];

/**
 * Words, dates and numbers that exist nowhere else enter through the importer and through members'
 * commands, into every sealed column; then every place where bytes come to lie is searched for them,
 * as text, hexadecimal and base64. A word put into a plain column must be found, or the search is blind.
 */
export const claim: Claim = {
  title: "Planted PHI is found nowhere: dump, heap, WAL, logs, bundles",
  run,
};

async function run({ full, appUrl, log }: ProofContext): Promise<Verdict> {
  const canaries = new Canaries();
  const control = new Canaries();
  try {
    const clinic = await newClinic();
    const families = await importInto(clinic, canaries, full ? 60 : 6);
    await actIn(clinic, canaries, families, appUrl);
    await admin`select set_config('app.current_tenant', ${clinic.tenantId}, false), set_config('app.actor', ${newId()}, false)`;
    await admin`insert into app.practitioners (tenant_id, id, display_name)
      values (${clinic.tenantId}, ${newId()}, ${control.word()})`;
    await admin`checkpoint`;

    const empty = await emptySealedColumns(clinic.tenantId);
    for (const column of empty) log(`nothing was sealed into ${column}`);
    const found: Record<string, number> = {};
    const seen: Record<string, number> = {};
    for (const [name, place] of Object.entries(placesOf(admin))) {
      const { hits, megabytes } = await search(place, canaries);
      found[`found in ${name}`] = hits;
      seen[name] = megabytes;
      log(`${name}: ${megabytes} MB searched, ${hits} found`);
    }
    const controls = await Promise.all(
      ["dump", "heap", "wal"].map(
        async (name) => (await search(placesOf(admin)[name] ?? nowhere, control)).hits > 0,
      ),
    );
    return {
      held:
        empty.length === 0 &&
        controls.every(Boolean) &&
        Object.values(found).every((hits) => hits === 0),
      figures: {
        canaries: canaries.planted,
        ...found,
        "MB searched": Object.values(seen).reduce((sum, each) => sum + each, 0),
        "controls found": `${controls.filter(Boolean).length} of ${controls.length}`,
        "sealed columns left empty": empty.length,
      },
    };
  } finally {
    await closePool();
    await admin.end({ timeout: 5 });
  }
}

/** Imports one bundle a patient, as the platform operator does. Returns the family names. */
async function importInto(
  clinic: TestClinic,
  canaries: Canaries,
  patients: number,
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "canaries-"));
  configurePool(process.env.TEST_OPERATOR_URL ?? "", { max: 4 });
  try {
    const families = Array.from({ length: patients }, (_, number) => {
      const { bundle, family } = bundleOf(canaries);
      writeFileSync(join(folder, `patient-${number}.json`), JSON.stringify(bundle));
      return family;
    });
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
  for (const family of families) {
    const { patients } = await runInScope(clinic.as("prescriber"), "patient:search", (scope) =>
      searchPatients(scope, SearchPatients.parse({ text: family })),
    );
    const [patient] = patients;
    if (patient?.family !== family) throw new Error("the imported patient was not found by name");
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
}

/** The sealed columns that hold nothing of this clinic: what was not planted there is not proven there. */
async function emptySealedColumns(tenantId: string): Promise<string[]> {
  const columns = await admin<{ schema: string; name: string; column: string }[]>`
    select n.nspname as schema, c.relname as name, a.attname as column
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('app', 'audit') and c.relkind = 'r' and a.atttypid = 'bytea'::regtype
      and (a.attname like '%\\_sealed' or a.attname = 'detail') order by 1, 2, 3`;
  const empty: string[] = [];
  for (const { schema, name, column } of columns) {
    const [row] = await admin`select 1 from ${admin(schema)}.${admin(name)}
      where tenant_id = ${tenantId} and ${admin(column)} is not null limit 1`;
    if (!row && !withoutWriter.includes(`${name}.${column}`)) empty.push(`${name}.${column}`);
  }
  return empty;
}

async function search(
  place: Place,
  canaries: Canaries,
): Promise<{ hits: number; megabytes: number }> {
  const needles = canaries.needles();
  let hits = 0;
  let bytes = 0;
  for await (const piece of place()) {
    bytes += piece.length;
    hits += needles.filter((needle) => piece.includes(needle)).length;
  }
  return { hits, megabytes: Math.round(bytes / 1024 / 1024) };
}

const nowhere: Place = async function* none() {};
