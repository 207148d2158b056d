import { parse } from "csv-parse/sync";
import { beforeAll, expect, test } from "vitest";
import { patients } from "#db/schema/patients";
import type { RowExport } from "#lib/export-route";
import { newId, PatientId } from "#lib/ids";
import { type MemberScope, runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { historyCsv, historyPdf } from "./history-export.ts";
import { type ExportFormat, ExportTrail } from "./input.ts";
import { exportTrail } from "./trail-export.ts";

let clinic: TestClinic;
let ada: PatientId;
const about = { about: { export: "CODE" } };
const mark = {
  code: "CODE",
  at: "2026-11-26T09:12:33.123Z",
  print: { clinic: "", printedBy: "", printedAt: "", code: "" },
};

beforeAll(async () => {
  clinic = await newClinic();
  ada = PatientId.parse(newId());
  await clinic.write(async ({ tx, tenantId, seal }) => {
    const sealed = (column: string, text: string) =>
      seal({ table: "patients", column, rowId: ada }, text);
    await tx.insert(patients).values({
      tenantId,
      id: ada,
      familySealed: sealed("family_sealed", "=HYPERLINK"),
      givenSealed: sealed("given_sealed", "Ada"),
      mrnSealed: sealed("mrn_sealed", "1"),
      mrnToken: Buffer.from(ada.replaceAll("-", ""), "hex"),
      demographicsSealed: sealed("demographics_sealed", "{}"),
    });
  });
  const prescriber = { ...clinic.as("prescriber"), address: "192.0.2.7" };
  for (let count = 0; count < 3; count += 1)
    await runInScope(prescriber, "chart:read", async (scope) => {
      scope.record({
        action: "chart.viewed",
        patientIds: [ada],
        details: { text: "sealed words" },
      });
    });
});

/** Everything that a door would send, batch by batch. */
async function whole<Cursor>(
  open: (scope: MemberScope) => Promise<RowExport<Cursor>>,
  permission: "audit:export" | "history:export" = "audit:export",
): Promise<{ text: string; rows: number }> {
  const named = new Set<string>();
  const unnamed = (ids: readonly string[]) => ids.filter((id) => !named.has(id) && named.add(id));
  const inScope = <T>(work: (scope: MemberScope) => Promise<T>) =>
    runInScope(clinic.as("tenant_admin"), permission, work);
  const rows = await inScope(open);
  let text = rows.head;
  let count = 0;
  for (let cursor: Cursor | undefined; ; ) {
    const at = cursor;
    const batch = await inScope((scope) => rows.read(scope, at, { ...about, unnamed }));
    text += batch.text;
    count += batch.rows;
    cursor = batch.next;
    if (cursor === undefined) return { text: text + rows.tail, rows: count };
  }
}

const trail = (format: ExportFormat, more: object = {}) =>
  whole((scope) =>
    exportTrail(scope, ExportTrail.parse({ format, action: "chart.viewed", ...more }), mark),
  );

test("CSV has a line for each event, and no cell that a spreadsheet would run", async () => {
  const { text, rows } = await trail("csv");
  const lines = parse(text, { bom: true, columns: true }) as Record<string, string>[];
  expect(rows).toBe(3);
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatchObject({
    who: "Test prescriber",
    role: "Clinician",
    action: "Viewed the chart",
    patient: "'=HYPERLINK, Ada",
    patient_ids: ada,
    outcome: "success",
    address: "192.0.2.7",
  });
  expect(text).not.toContain("sealed words");
});

test("JSON and FHIR can be read back whole", async () => {
  const json = JSON.parse((await trail("json")).text);
  expect(json.events).toHaveLength(3);
  expect(json.events[0]).toMatchObject({ action: "chart.viewed", patientIds: [ada] });
  const bundle = JSON.parse((await trail("fhir")).text);
  expect(bundle).toMatchObject({ resourceType: "Bundle", type: "collection" });
  expect(bundle.entry).toHaveLength(3);
  expect(bundle.entry[0].resource.meta.profile[0]).toMatch(/IHE\.BasicAudit\.PatientRead$/);
  const lines = (await trail("fhir-ndjson")).text.trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line).resourceType)).toEqual(
    Array.from({ length: 3 }, () => "AuditEvent"),
  );
  expect(JSON.stringify([json, bundle, lines])).not.toContain("sealed words");
  expect(JSON.parse((await trail("fhir", { action: "payment.posted" })).text).entry).toEqual([]);
});

test("batches follow each other without a gap, and a patient is named once in an export", async () => {
  const other = await newClinic();
  const { tenantId } = other;
  await admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${tenantId}, true), set_config('app.actor', ${newId()}, true)`;
    await tx`insert into audit.outbox (id, action, entity, entity_id, subjects)
      select gen_random_uuid(), 'chart.viewed', '', '00000000-0000-0000-0000-000000000000'::uuid, array[${ada}::uuid] from generate_series(1, 2300)`;
  });
  const before = clinic;
  clinic = other;
  try {
    const { text, rows } = await trail("json");
    const positions = JSON.parse(text).events.map((event: { position: number }) => event.position);
    expect(rows).toBe(2300);
    expect(positions).toEqual([...new Set<number>(positions)].sort((a, b) => b - a));
  } finally {
    clinic = before;
  }
  const named = await admin`select cardinality(subjects) as count from audit.events
    where tenant_id = ${tenantId} and action = 'records.exported' order by seq`;
  expect(named).toMatchObject([{ count: 1 }, { count: 0 }, { count: 0 }]);
});

test("a patient's history leaves as CSV and PDF, and says so in itself", async () => {
  const { text } = await whole(
    (scope) => historyCsv(scope, { patientId: ada, rows: false }),
    "history:export",
  );
  const lines = parse(text, { bom: true, columns: true }) as Record<string, string>[];
  expect(lines.filter(({ action_code }) => action_code === "chart.viewed")).toHaveLength(3);
  const pdf = await runInScope(clinic.as("tenant_admin"), "history:export", (scope) =>
    historyPdf(scope, { patientId: ada, rows: false }, mark),
  );
  expect(pdf).toMatchObject({ patientId: ada, make: { title: "Access history" } });
  const [latest] = await admin`select action from audit.events
    where tenant_id = ${clinic.tenantId} order by seq desc limit 1`;
  expect(latest).toMatchObject({ action: "records.exported" });
});

test("nobody but an administrator exports, and no other clinic's patient", async () => {
  const foreign = await newClinic();
  const asked = ExportTrail.parse({ format: "csv", patient: ada });
  const theirs = runInScope(foreign.as("tenant_admin"), "audit:export", (scope) =>
    exportTrail(scope, asked, mark),
  );
  await expect(theirs).rejects.toThrow("patient not found");
  const history = runInScope(foreign.as("tenant_admin"), "history:export", (scope) =>
    historyPdf(scope, { patientId: ada, rows: false }, mark),
  );
  await expect(history).rejects.toThrow("patient not found");
  for (const role of ["biller", "prescriber", "medical_assistant"] as const) {
    const peek = runInScope(clinic.as(role), "audit:export", (scope) =>
      exportTrail(scope, asked, mark),
    );
    await expect(peek).rejects.toThrow("missing audit:export");
  }
});
