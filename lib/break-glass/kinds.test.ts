import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { notes } from "#db/schema/notes";
import { inTenant } from "#db/tenant";
import { newId } from "#lib/ids";
import { admin, newClinic } from "#lib/testing";
import { recordPatient } from "#lib/testing-records";
import { restrict, smash } from "./testing-glass.ts";
import { contextOf } from "./testing-restricted.ts";

const clinic = await newClinic();

test("a record that arrives with the mark is closed at once, and importing it anew does not open it", async () => {
  const marked = await recordPatient(clinic, { family: "Marked", isRestricted: true });
  const [restriction] =
    await admin`select category, asked_by from app.restrictions where patient_id = ${marked}`;
  expect(restriction).toEqual({ category: "chart", asked_by: "record" });
  await clinic.write(({ tx }) =>
    tx.execute(sql`update app.patients set is_restricted = false where id = ${marked}`),
  );
  const [mark] = await admin`select is_restricted from app.patients where id = ${marked}`;
  expect(mark).toEqual({ is_restricted: true });
});

test("records of one kind are closed by themselves, and a grant opens what it names", async () => {
  const whose = await recordPatient(clinic);
  await admin.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    for (const sensitivity of [null, "mental_health", "hiv"])
      await tx`insert into app.notes (tenant_id, id, patient_id, title_sealed, text_sealed, kind, status, written_at, sensitivity)
        values (${clinic.tenantId}, ${newId()}, ${whose}, '\\x00', '\\x00', 'soap', 'draft', now(), ${sensitivity})`;
  });
  await restrict(clinic, whose, [], "mental_health");
  const doctor = clinic.as("prescriber");
  const kinds = () =>
    inTenant(contextOf(doctor), async (tx) => {
      const rows = await tx
        .select({ kind: notes.sensitivity })
        .from(notes)
        .where(sql`${notes.patientId} = ${whose}`);
      return rows.map(({ kind }) => kind ?? "none").sort();
    });
  expect(await kinds()).toEqual(["hiv", "none"]);
  const grantId = await smash(doctor, whose);
  const [grant] = await admin`select categories from app.break_glass_grants where id = ${grantId}`;
  expect(grant).toEqual({ categories: ["mental_health"] });
  expect(await kinds()).toEqual(["hiv", "mental_health", "none"]);
  await restrict(clinic, whose, [], "hiv");
  expect(await kinds()).toEqual(["mental_health", "none"]);
});
