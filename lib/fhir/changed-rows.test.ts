import { expect, test } from "vitest";
import type { Sealed } from "#db/columns";
import { detailPlace } from "#lib/audit/append";
import { operatorIn } from "#lib/clinics/make";
import { openField } from "#lib/phi/envelope";
import { tenantKeys } from "#lib/phi/keys";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import {
  bundle,
  importInto,
  inputFolder,
  signInAsOperator,
  someone,
  someResult,
  type Written,
} from "./testing.ts";

signInAsOperator();

/** What the trail says of rows that were written over, opened. */
async function told({ tenantId }: TestClinic) {
  const keys = await tenantKeys(operatorIn(tenantId));
  const events = await admin<
    { id: string; entity: string; subjects: string[]; role: string; detail: Sealed }[]
  >`
    select id, entity, subjects, db_role as role, detail from audit.events
    where tenant_id = ${tenantId} and action = 'record.changed' order by seq`;
  return events.map(({ id, detail, ...event }) => ({
    ...event,
    ...(JSON.parse(openField(keys, detailPlace(id), detail)) as { changes: object }),
  }));
}

const imported = (clinic: TestClinic, ...resources: readonly Written[]) =>
  importInto(clinic, inputFolder({ "all.json": bundle(...resources) }));

test("a patient who is written over leaves an event with every field that changed, before and after", async () => {
  const clinic = await newClinic();
  const telecom = [{ system: "phone", use: "mobile", value: "+1 312 555 0142" }];
  const address = [{ line: ["1 Lake St"], city: "Chicago", state: "IL", postalCode: "60601" }];
  await imported(clinic, someone("p1", { telecom, address, gender: "female" }), someone("p2"));
  expect(await told(clinic)).toEqual([]);
  await imported(
    clinic,
    someone("p1", {
      name: [{ family: "Moss-Hale", given: ["Ida"] }],
      telecom: [{ ...telecom[0], value: "+1 312 555 0199" }],
      address,
      gender: "female",
      maritalStatus: { text: "Married" },
    }),
    someone("p2"),
  );
  const [event, ...others] = await told(clinic);
  expect(others).toEqual([]);
  const [patient] = await admin<{ id: string }[]>`select id from app.patients
    where tenant_id = ${clinic.tenantId} and version > 1`;
  expect(event).toMatchObject({
    entity: "patients",
    subjects: [patient?.id],
    role: "chartkeep_import",
  });
  expect(event?.changes).toEqual({
    family: ["Moss", "Moss-Hale"],
    maritalStatus: [null, "Married"],
    phones: [["mobile: +13125550142"], ["mobile: +13125550199"]],
  });
});

test("what is taken away is told, and what stays is not", async () => {
  const clinic = await newClinic();
  const result = (value: number) =>
    someResult("o1", "p1", { valueQuantity: { value, unit: "mg/dL" } });
  await imported(clinic, someone("p1", { birthDate: "1980-05-01" }), result(90));
  await imported(clinic, someone("p1", { birthDate: undefined }), result(91));
  expect(await told(clinic)).toMatchObject([
    { entity: "patients", changes: { birthDate: ["1980-05-01", null] } },
    { entity: "observations", changes: { value: [90, 91] } },
  ]);
  const stored = await admin<{ text: string }[]>`
    select encode(detail, 'escape') as text from audit.events
    where tenant_id = ${clinic.tenantId} and detail is not null`;
  expect(stored.map(({ text }) => text).join()).not.toContain("1980-05-01");
});
