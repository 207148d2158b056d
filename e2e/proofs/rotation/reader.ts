import { and, eq } from "drizzle-orm";
import { patients } from "#db/schema/patients";
import { runInScope } from "#lib/scope";
import type { TestClinic } from "#lib/testing";
import { countIn } from "./story.ts";

/** Opens patients' names as a clinician does, one after another, and counts what was not as it must be. */
export class Reader {
  reads = 0;
  unreadable = 0;
  wrong = 0;
  failed = 0;
  isOver = false;
  readonly #clinic: TestClinic;
  readonly #ids: readonly string[];

  constructor(clinic: TestClinic, ids: readonly string[]) {
    this.#clinic = clinic;
    this.#ids = ids;
  }

  async run(): Promise<void> {
    const seen = new Map<string, number>();
    while (!this.isOver) {
      const id = this.#ids[Math.floor(Math.random() * this.#ids.length)] ?? "";
      try {
        const count = countIn(await readName(this.#clinic, id), id);
        // A name never goes back to what it was before.
        if (count === undefined || count < (seen.get(id) ?? 0)) this.wrong += 1;
        seen.set(id, count ?? 0);
        this.reads += 1;
      } catch (error) {
        if (error instanceof Error && error.name === "IntegrityError") this.unreadable += 1;
        else this.failed += 1;
      }
    }
  }
}

/** A patient's family name, opened and entered in the access history. */
function readName(clinic: TestClinic, id: string): Promise<string> {
  return runInScope(clinic.as("prescriber"), "patient:read", async (scope) => {
    const [row] = await scope.tx
      .select({ sealed: patients.familySealed })
      .from(patients)
      .where(and(eq(patients.tenantId, clinic.tenantId), eq(patients.id, id)));
    if (!row) throw new Error("the patient is not there");
    const open = scope.disclose({ action: "chart.viewed", patientIds: [id] });
    return open(row.sealed, { table: "patients", column: "family_sealed", rowId: id });
  });
}
