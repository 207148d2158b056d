import { expect, test } from "vitest";
import { practitioners } from "#db/schema/practitioners";
import { newId } from "#lib/ids";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { recordNote, recordPatient } from "#lib/testing-records";

async function newNote(status: "signed" | "draft") {
  const clinic = await newClinic();
  const note = await recordNote(clinic, await recordPatient(clinic), { status });
  const practitionerId = newId();
  const { tenantId } = clinic;
  await clinic.write(({ tx }) =>
    tx.insert(practitioners).values({ tenantId, id: practitionerId, displayName: "Dr. Two" }),
  );
  return { clinic, practitionerId, ...note };
}

const change = (clinic: TestClinic, noteId: string, set: string, value: string) =>
  admin.begin(async (tx) => {
    await tx`select set_config('role', 'chartkeep_import', true),
      set_config('app.current_tenant', ${clinic.tenantId}, true),
      set_config('app.actor', ${newId()}, true)`;
    await tx`update app.notes set ${tx(set)} = ${value}
      where tenant_id = ${clinic.tenantId} and id = ${noteId}`;
  });

test("a signed note keeps its author, its visit and its times", async () => {
  const { clinic, noteId, practitionerId, encounterId } = await newNote("signed");
  const other = "2020-01-01T00:00:00Z";
  for (const [column, value] of [
    ["practitioner_id", practitionerId],
    ["encounter_id", encounterId],
    ["written_at", other],
    ["signed_at", other],
    ["created_at", other],
    ["kind", "other"],
    ["status", "draft"],
  ] as const) {
    await expect(change(clinic, noteId, column, value), column).rejects.toThrow("does not change");
  }
});

test("a note entered in error stays so", async () => {
  const { clinic, noteId } = await newNote("signed");
  await change(clinic, noteId, "status", "entered_in_error");
  await expect(change(clinic, noteId, "status", "signed")).rejects.toThrow("does not change");
});

test("a draft may still be given to another author", async () => {
  const { clinic, noteId, practitionerId } = await newNote("draft");
  await change(clinic, noteId, "practitioner_id", practitionerId);
});
