import { closePool, configurePool } from "#db/client";
import type { Benchmark, BenchmarkContext, Ratio } from "#e2e/benchmark";
import { accountingCsvText, accountingSheet } from "#lib/disclosures/export";
import { AskAccounting } from "#lib/disclosures/input";
import { getAccounting } from "#lib/disclosures/queries";
import { contentOf, DisclosureRecord } from "#lib/disclosures/records";
import { newId } from "#lib/ids";
import { printSheet } from "#lib/pdf/print";
import { packRecord } from "#lib/phi/records";
import { plansOf } from "#lib/query-plan";
import { type MemberScope, runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { placeEvents } from "#lib/testing-events";
import { recordPatient } from "#lib/testing-records";

/** An accounting of 10,000 disclosures of one patient, from the question to the printed file. */
export const benchmark: Benchmark = {
  title:
    "Accounting of disclosures of one patient: read, opened and printed (goal: 10,000 in 10 s)",
  run,
};

const sizes = [1_000, 10_000];
const mark = {
  clinic: "Test Clinic",
  printedBy: "Test Admin (Administrator)",
  printedAt: "26-Nov-2026 09:12 CST",
  code: "0000-0000-0000",
};

async function run({ appUrl, log }: BenchmarkContext): Promise<Ratio[]> {
  configurePool(appUrl, { max: 2 });
  try {
    const table: Ratio[] = [];
    for (const size of sizes) {
      const clinic = await newClinic();
      const ask = await filled(clinic, size);
      const read = (scope: MemberScope) => getAccounting(scope, ask);
      const [start, used] = [performance.now(), process.cpuUsage()];
      const { accounting } = await runInScope(clinic.as("tenant_admin"), "disclosure:manage", read);
      const readAt = performance.now();
      const pdf = await printSheet(accountingSheet(accounting, mark.clinic), mark);
      const printedAt = performance.now();
      const { user, system } = process.cpuUsage(used);
      const csv = accountingCsvText(accounting);
      const end = performance.now();
      const plans = await plansOf(clinic, clinic.as("tenant_admin"), read, { isRun: true });
      const inDatabase = plans.reduce((sum, plan) => sum + (plan["Execution Time"] ?? 0), 0);
      log(`${size.toLocaleString("en")} disclosures: ${accounting.lines.length} lines`);
      table.push({
        disclosures: size,
        lines: accounting.lines.length,
        "read and opened s": seconds(readAt - start),
        "of it in the database s": seconds(inDatabase),
        "PDF s": seconds(printedAt - readAt),
        "PDF in all s": seconds(printedAt - start),
        "of it the processor s": seconds((user + system) / 1_000),
        "PDF MB": Number((pdf.byteLength / 1e6).toFixed(2)),
        "CSV s": seconds(end - printedAt),
        "CSV MB": Number((csv.length / 1e6).toFixed(2)),
      });
    }
    return table;
  } finally {
    await closePool();
    await admin.end({ timeout: 5 });
  }
}

const seconds = (millis: number) => Number((millis / 1_000).toFixed(2));

/** Half of the disclosures left a trace, half were recorded by hand; as many looks at the record need not be named. */
async function filled(clinic: TestClinic, size: number): Promise<AskAccounting> {
  const patientId = await recordPatient(clinic);
  const { memberId } = clinic.as("tenant_admin");
  const day = (index: number) =>
    new Date(Date.now() - (1 + (index % 2_000)) * 86_400_000).toISOString().slice(0, 10);
  const event = (index: number, action: string) => ({
    at: `${day(index)} 12:00`,
    action,
    actorId: memberId,
    role: "tenant_admin",
    patientIds: [patientId],
  });
  const half = Array.from({ length: size / 2 }, (_, index) => index);
  await placeEvents(clinic, [
    ...half.map((index) => ({
      ...event(index, "chart.printed"),
      details: { reason: `Request ${index} of the county court` },
    })),
    ...half.map((index) => event(index, "chart.viewed")),
  ]);
  const rows = await clinic.write(async ({ seal }) =>
    half.map((index) => {
      const id = newId();
      const content = packRecord(DisclosureRecord, {
        recipient: `Department of Health, desk ${index}`,
        address: "1 Main Street, Springfield",
        purpose: "public_health",
        description: "Laboratory results of one year",
      });
      return { id, day: day(index), content: seal(contentOf(id), content) };
    }),
  );
  await admin.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    for (const { id, day: on, content } of rows)
      await tx`insert into app.disclosures (tenant_id, id, patient_id, disclosed_on, content_sealed, recorded_by)
        values (${clinic.tenantId}, ${id}, ${patientId}, ${on}, ${content}, ${memberId})`;
  });
  await admin.unsafe("analyze");
  return AskAccounting.parse({ patientId });
}
