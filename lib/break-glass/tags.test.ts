import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { medicationRequests } from "#db/schema/medication-requests";
import { notes } from "#db/schema/notes";
import { inTenant } from "#db/tenant";
import type { Actor } from "#lib/access/actor";
import { newId, type PatientId } from "#lib/ids";
import { OrderRecord, packRecord } from "#lib/phi/records";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { recordPatient } from "#lib/testing-records";
import { TagRecords } from "./input.ts";
import { type TagKind, tagPermissions } from "./tag-kinds.ts";
import { tagRecords } from "./tag-records.ts";
import { listTaggable } from "./tags.ts";
import { restrict, smash } from "./testing-glass.ts";

let clinic: TestClinic;
let doctor: Actor;
let boss: Actor;

beforeAll(async () => {
  clinic = await newClinic();
  [doctor, boss] = [clinic.as("prescriber"), clinic.as("tenant_admin")];
});

/** A patient with two signed notes and a prescription. */
async function newChart() {
  const patientId = await recordPatient(clinic);
  const [one, two, order] = [newId(), newId(), newId()];
  await clinic.write(async ({ tx, tenantId, seal }) => {
    for (const [id, title] of [
      [one, "Intake"],
      [two, "Therapy"],
    ] as const)
      await tx.insert(notes).values({
        tenantId,
        id,
        patientId,
        kind: "progress",
        titleSealed: seal({ table: "notes", column: "title_sealed", rowId: id }, title),
        textSealed: seal({ table: "notes", column: "text_sealed", rowId: id }, "What was said"),
        status: "signed",
        writtenAt: new Date(),
        signedAt: new Date(),
        digest: Buffer.alloc(32),
      });
    await tx.insert(medicationRequests).values({
      tenantId,
      id: order,
      patientId,
      status: "active",
      orderSealed: seal(
        { table: "medication_requests", column: "order_sealed", rowId: order },
        packRecord(OrderRecord, { drug: "Naltrexone", dose: "50 mg" }),
      ),
    });
  });
  return { patientId, one, two, order };
}

const list = (by: Actor, patientId: PatientId, kind: TagKind = "notes") =>
  runInScope(by, tagPermissions, (scope) => listTaggable(scope, patientId, kind));
const titles = async (by: Actor, patientId: PatientId) =>
  (await list(by, patientId)).records.map(({ title }) => title).sort();

const tag = (by: Actor, patientId: PatientId, records: string | string[], changed: object = {}) =>
  runInScope(by, tagPermissions, (scope) =>
    tagRecords(
      scope,
      TagRecords.parse({
        patientId,
        kind: "notes",
        records,
        becomes: "mental_health",
        reason: "",
        ...changed,
      }),
    ),
  );

const events = (patientId: PatientId) =>
  admin<{ entity: string; entity_id: string; actor_id: string }[]>`
    select entity, entity_id, actor_id from audit.events
     where tenant_id = ${clinic.tenantId} and action = 'record.tagged' and ${patientId}::uuid = any (subjects) order by seq`;

test("a record that is tagged as a restricted kind is gone at once for everybody but its care team, also for who tagged it", async () => {
  const { patientId, one, two } = await newChart();
  await restrict(clinic, patientId, [doctor], "mental_health");
  expect(await titles(boss, patientId)).toEqual(["Intake", "Therapy"]);
  expect(await tag(boss, patientId, `${two} none`)).toEqual({ closed: 1 });
  expect(await titles(boss, patientId)).toEqual(["Intake"]);
  expect(await titles(doctor, patientId)).toEqual(["Intake", "Therapy"]);
  const seen = await list(doctor, patientId);
  expect(seen.counts[0]).toEqual({ kind: "notes", all: 2, tagged: 1 });
  expect(seen.closing).toEqual(["mental_health"]);

  // The administrator can neither take it back nor say anything else of it; the care team can.
  await expect(
    tag(boss, patientId, [`${one} none`, `${two} mental_health`], {
      becomes: "none",
      reason: "So",
    }),
  ).rejects.toThrow("record not found");
  expect(
    await tag(doctor, patientId, `${two} mental_health`, { becomes: "none", reason: "A slip" }),
  ).toEqual({ closed: 0 });
  expect(await titles(boss, patientId)).toEqual(["Intake", "Therapy"]);
  expect(await events(patientId)).toEqual([
    { entity: "notes", entity_id: two, actor_id: boss.memberId },
    { entity: "notes", entity_id: two, actor_id: doctor.memberId },
  ]);
});

test("all of the chosen records are tagged or none: one that somebody tagged meanwhile stops it", async () => {
  const { patientId, one, two } = await newChart();
  await tag(doctor, patientId, `${two} none`, { becomes: "hiv" });
  await expect(tag(boss, patientId, [`${one} none`, `${two} none`])).rejects.toThrow(
    "record changed meanwhile",
  );
  const stored = await admin`select sensitivity from app.notes where patient_id = ${patientId}
    order by sensitivity nulls first`;
  expect(stored).toEqual([{ sensitivity: null }, { sensitivity: "hiv" }]);
  const both = [`${one} none`, `${two} hiv`];
  await expect(tag(boss, patientId, both)).rejects.toHaveProperty("issues.reason");
  await tag(boss, patientId, both, { reason: "Both are from the therapist" });
  expect((await list(boss, patientId)).records.map(({ tag: as }) => as)).toEqual([
    "mental_health",
    "mental_health",
  ]);
  expect(await events(patientId)).toHaveLength(3);
  const race = await Promise.allSettled([
    tag(boss, patientId, `${one} mental_health`, { becomes: "hiv", reason: "First" }),
    tag(doctor, patientId, `${one} mental_health`, { becomes: "minor", reason: "Second" }),
  ]);
  expect(race.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("emergency access is for reading: what it opens is not tagged by it", async () => {
  const { patientId, one, two } = await newChart();
  await restrict(clinic, patientId, [], "mental_health");
  await tag(boss, patientId, `${two} none`);
  await smash(doctor, patientId);
  expect(await titles(doctor, patientId)).toEqual(["Intake", "Therapy"]);
  const { records } = await list(doctor, patientId);
  expect(records.filter(({ isReadOnly }) => isReadOnly)).toMatchObject([{ title: "Therapy" }]);
  for (const becomes of ["none", "hiv"])
    await expect(
      tag(doctor, patientId, `${two} mental_health`, { becomes, reason: "So that others see it" }),
    ).rejects.toThrow("record.read-only");
  await restrict(clinic, patientId);
  await expect(tag(doctor, patientId, `${one} none`)).rejects.toThrow("chart:restricted");
  expect(await events(patientId)).toHaveLength(1);
});

test("a prescription is known by its drug and dose, and nothing else of a record can be written", async () => {
  const { patientId, order, one } = await newChart();
  await tag(doctor, patientId, `${order} none`, { kind: "medications", becomes: "substance_use" });
  expect((await list(boss, patientId, "medications")).records).toMatchObject([
    { recordId: order, title: "Naltrexone, 50 mg", tag: "substance_use" },
  ]);
  const past = (by: Actor, text: string) =>
    inTenant({ tenantId: by.tenantId, actorId: by.memberId, role: by.roles[0] ?? "biller" }, (tx) =>
      tx.execute(sql.raw(text)),
    );
  for (const [by, set] of [
    [doctor, "status = 'draft'"],
    [doctor, "title_sealed = '\\x00'"],
    [clinic.as("biller"), "sensitivity = 'hiv'"],
    [clinic.as("medical_assistant"), "sensitivity = 'hiv'"],
  ] as const)
    await expect(past(by, `update app.notes set ${set} where id = '${one}'`)).rejects.toMatchObject(
      { cause: { code: "42501" } },
    );
});

test("another patient's, another clinic's and a random record are as absent as each other; other roles may not", async () => {
  const { patientId, one } = await newChart();
  const other = await newChart();
  const stranger = (await newClinic()).as("tenant_admin");
  for (const recordId of [other.one, newId()])
    await expect(tag(boss, patientId, `${recordId} none`)).rejects.toThrow("record not found");
  await expect(tag(boss, patientId, `${one} none`, { kind: "problems" })).rejects.toThrow(
    "record not found",
  );
  await expect(tag(stranger, patientId, `${one} none`)).rejects.toThrow("patient not found");
  await expect(list(stranger, patientId)).rejects.toThrow("patient not found");
  for (const role of ["medical_assistant", "biller"] as const)
    await expect(tag(clinic.as(role), patientId, `${one} none`)).rejects.toThrow(
      "missing record:tag",
    );
  expect(await events(patientId)).toHaveLength(0);
});

test("what is sent is a record with its tag, once, of those that there are", () => {
  const [patientId, id] = [newId(), newId()];
  const parse = (records: unknown, becomes = "hiv") =>
    TagRecords.safeParse({ patientId, kind: "notes", records, becomes, reason: "" }).success;
  expect(parse(`${id} none`)).toBe(true);
  for (const records of [
    undefined,
    "",
    id,
    `${id} chart`,
    `${id} none x`,
    [`${id} none`, `${id} hiv`],
  ])
    expect(parse(records)).toBe(false);
  expect(parse(Array.from({ length: 51 }, () => `${newId()} none`))).toBe(false);
  expect(parse(`${id} none`, "chart")).toBe(false);
});
