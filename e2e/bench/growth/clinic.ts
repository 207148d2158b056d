import { observations } from "#db/schema/observations";
import { people } from "#e2e/bench/search/people";
import { newId, type PatientId } from "#lib/ids";
import { addPatients } from "#lib/patients/patient-fixture";
import { packRecord, ValueRecord } from "#lib/phi/records";
import { admin, type TestClinic } from "#lib/testing";
import { addHistory, addViews } from "./history.ts";

const batch = 5_000;
// An odd number: variants that take turns come by every chart.
const charts = 21;
const collections = 12;
const codes = ["2986-8", "2243-4", "2093-3", "4548-4", "3016-3", "2857-1", "718-7", "4544-3"];

/**
 * Adds patients to a clinic, sealed as the importer seals them, each with visits, results, events and
 * for some an invoice. Returns those whose results are sealed as well, so that their charts can be opened.
 */
export async function growClinic(
  clinic: TestClinic,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<PatientId[]> {
  const readable: PatientId[] = [];
  for (let start = from; start < to; start += batch) {
    const some = people(start, Math.min(start + batch, to));
    const ids = await clinic.write((scope) => addPatients(scope, some));
    if (readable.length === 0) readable.push(...ids.slice(0, charts));
    await addHistory(admin, clinic.tenantId, start, ids.slice(start === from ? charts : 0));
  }
  await addCharts(clinic, readable);
  await addViews(admin, clinic.tenantId, from, readable);
  await admin.unsafe("vacuum analyze");
  return readable;
}

async function addCharts(clinic: TestClinic, ids: readonly PatientId[]): Promise<void> {
  const { tenantId } = clinic;
  await clinic.write(async (scope) => {
    for (const patientId of ids) {
      const rows = Array.from({ length: collections * codes.length }, (_, n) => {
        const id = newId();
        const at = (column: string) => ({ table: "observations", column, rowId: id });
        const value = packRecord(ValueRecord, {
          value: n % 90,
          sent: String(n % 90),
          unit: "ng/dL",
        });
        return {
          tenantId,
          id,
          patientId,
          category: "lab",
          codeSystem: "http://loinc.org",
          code: codes[n % codes.length],
          displaySealed: scope.seal(at("display_sealed"), "A laboratory test"),
          valueSealed: scope.seal(at("value_sealed"), value),
          status: "final",
          effectiveAt: new Date(Date.UTC(2024, Math.floor(n / codes.length), 3)),
        };
      });
      await scope.tx.insert(observations).values(rows);
    }
  });
}
