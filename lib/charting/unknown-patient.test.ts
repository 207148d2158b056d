import { expect, test } from "vitest";
import type { Permission } from "#lib/access/permissions";
import { newId, PatientId } from "#lib/ids";
import { getLabGrid, getLabTrend, getVitals } from "#lib/labs/queries";
import { listNotes } from "#lib/notes/queries";
import { type MemberScope, runInScope } from "#lib/scope";
import { admin, newClinic } from "#lib/testing";
import { recordPatient } from "#lib/testing-records";
import { getAllergies, getBanner, getVisits, listMedications, listProblems } from "./queries.ts";

type Read = (scope: MemberScope, patientId: PatientId) => Promise<unknown>;

const doors: readonly (readonly [string, Permission, Read])[] = [
  ["banner", "chart:read", getBanner],
  ["medications", "medication:read", listMedications],
  ["problems", "problem:read", listProblems],
  ["allergies", "allergy:read", getAllergies],
  ["visits", "schedule:read", getVisits],
  ["labs", "lab:read", (scope, id) => getLabGrid(scope, id, 0)],
  ["a lab trend", "lab:read", (scope, id) => getLabTrend(scope, id, "4548-4")],
  ["vitals", "vital:read", (scope, id) => getVitals(scope, id, 0)],
  ["notes", "note:read", listNotes],
];

test.each(doors)(
  "%s of another clinic's patient and of nobody: not found, recorded as denied, never as seen",
  async (_name, permission, read) => {
    const [clinic, other] = [await newClinic(), await newClinic()];
    const foreign = await recordPatient(other);
    for (const id of [foreign, PatientId.parse(newId())]) {
      const ask = runInScope(clinic.as("prescriber"), permission, (scope) => read(scope, id), id);
      await expect(ask).rejects.toMatchObject({ name: "NotFound" });
    }
    const events = await admin<{ action: string; outcome: string }[]>`
      select action, outcome from audit.events
      where tenant_id = ${clinic.tenantId} and action not like 'row.%' order by seq`;
    expect(events.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      "access.denied denied",
      "access.denied denied",
    ]);
    const seen = await admin`select 1 from audit.subjects where tenant_id = ${clinic.tenantId}`;
    expect(seen).toHaveLength(0);
  },
);

test("a part of the chart that a role may not open is denied in the history of its patient alone", async () => {
  const [clinic, other] = [await newClinic(), await newClinic()];
  const own = await recordPatient(clinic);
  const foreign = await recordPatient(other);
  for (const id of [own, foreign]) {
    const ask = runInScope(
      clinic.as("biller"),
      "lab:read",
      (scope) => getLabGrid(scope, id, 0),
      id,
    );
    await expect(ask).rejects.toMatchObject({ name: "AccessDenied" });
  }
  const denied = await admin<{ patient_id: string }[]>`
    select patient_id from audit.events join audit.subjects using (tenant_id, seq)
    where action = 'access.denied' and tenant_id in (${clinic.tenantId}, ${other.tenantId})`;
  expect(denied.map((row) => row.patient_id)).toEqual([own]);
});
