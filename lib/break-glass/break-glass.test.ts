import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { inTenant } from "#db/tenant";
import type { Actor } from "#lib/access/actor";
import { ListTrail } from "#lib/audit/input";
import { listTrail } from "#lib/audit/trail";
import { listProblems } from "#lib/charting/queries";
import { newId, type PatientId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { parseStrictly } from "#lib/strict-input";
import { admin, newClinic } from "#lib/testing";
import { endOwnGrant } from "./commands.ts";
import { getGate } from "./gate.ts";
import { BreakGlass, WhichGrant } from "./input.ts";
import { proveNow, restrict, said, smash } from "./testing-glass.ts";
import {
  breaks,
  constraint,
  contextOf,
  eventsOf,
  grantsOf,
  restricted,
  rowsOf,
  withProblem,
  written,
} from "./testing-restricted.ts";

test("the glass is broken for one chart, an hour, to read; both ends are in the patient's history", async () => {
  const { clinic, patientId, doctor } = await restricted();
  const other = await withProblem(clinic);
  await restrict(clinic, other);
  expect(await rowsOf(doctor, patientId)).toBe(0);
  const reading = () =>
    runInScope(doctor, "problem:read", (scope) => listProblems(scope, patientId));
  await expect(reading()).rejects.toThrow("chart:restricted");

  const grantId = await smash(doctor, patientId);
  expect((await reading())[0]?.problem).toBe("Hypogonadism");
  expect(await rowsOf(doctor, other)).toBe(0);
  expect(await rowsOf(clinic.as("tenant_admin"), patientId)).toBe(0);
  const [grant] = await admin`select ends_at - started_at = interval '60 minutes' as hour,
    review_due_at - started_at = interval '24 hours' as day, categories from app.break_glass_grants where id = ${grantId}`;
  expect(grant).toEqual({ hour: true, day: true, categories: ["chart"] });

  await runInScope(doctor, "glass:break", (scope) =>
    endOwnGrant(scope, WhichGrant.parse({ grantId })),
  );
  expect(await rowsOf(doctor, patientId)).toBe(0);
  await expect(reading()).rejects.toThrow("chart:restricted");
  expect(await eventsOf(doctor, "break-glass.started")).toEqual([[patientId]]);
  expect(await eventsOf(doctor, "break-glass.ended")).toEqual([[patientId]]);
});

test("the clinic's trail marks what was done under a grant, and nothing else, and can be narrowed to it", async () => {
  const { clinic, patientId, doctor, reviewer: colleague } = await restricted();
  const other = await withProblem(clinic);
  const look = (actor: Actor, id: PatientId) =>
    runInScope(actor, "problem:read", (scope) => listProblems(scope, id));
  const trail = (input: object) =>
    runInScope(clinic.as("tenant_admin"), "audit:read", (scope) =>
      listTrail(scope, ListTrail.parse(input)),
    );
  await look(doctor, other);
  const grantId = await smash(doctor, patientId);
  await look(doctor, patientId);
  await look(doctor, other);
  await look(colleague, other);
  await expect(look(colleague, patientId)).rejects.toThrow("chart:restricted");
  await runInScope(doctor, "glass:break", (scope) =>
    endOwnGrant(scope, WhichGrant.parse({ grantId })),
  );
  await expect(look(doctor, patientId)).rejects.toThrow("chart:restricted");

  const under = await trail({ glass: true });
  expect(under.events.map(({ action }) => action)).toEqual([
    "break-glass.ended",
    "problems.viewed",
    "break-glass.started",
  ]);
  for (const event of under.events)
    expect(event).toMatchObject({ grantId, purpose: "ETREAT", actorId: doctor.memberId });
  expect((await trail({ grant: grantId })).events).toEqual(under.events);
  expect((await trail({ grant: newId() })).events).toEqual([]);
  expect((await trail({ grant: grantId, outcome: "denied" })).events).toEqual([]);
  expect((await trail({ purpose: "ETREAT" })).events).toEqual(under.events);
  const rest = (await trail({ size: 100 })).events.filter(({ grantId: id }) => id === undefined);
  expect(rest.filter(({ action }) => action === "problems.viewed")).toHaveLength(3);
  const foreign = await newClinic();
  const theirs = await runInScope(foreign.as("tenant_admin"), "audit:read", (scope) =>
    listTrail(scope, ListTrail.parse({ grant: grantId })),
  );
  expect(theirs.events).toEqual([]);
});

test("nobody says themselves that they act under a grant, or what for", async () => {
  const { patientId, doctor } = await restricted();
  for (const [column, value] of [
    ["grant_id", newId()],
    ["purpose", "ETREAT"],
  ] as const) {
    const forged = inTenant(contextOf(doctor), (tx) =>
      tx.execute(sql`insert into audit.outbox (id, action, entity, entity_id, subjects, ${sql.raw(column)})
        values (${newId()}, 'chart.viewed', '', ${patientId}, array[${patientId}::uuid], ${value})`),
    );
    await expect(forged).rejects.toMatchObject({
      cause: { message: expect.stringContaining("permission denied") },
    });
  }
});

test("a wrong reason and a short text are refused, by the form and by the database", async () => {
  const { patientId, doctor } = await restricted();
  await proveNow(doctor);
  for (const changed of [
    { reasonCode: "CURIOUS" },
    { text: "x".repeat(19) },
    { text: `  ${"x".repeat(19)}  ` },
    { text: "\u{1f600}".repeat(19) },
    { text: "x".repeat(1001) },
    { tenantId: newId() },
  ])
    expect(parseStrictly(BreakGlass, said(patientId, changed)).success).toBe(false);
  await expect(written(doctor, patientId, { reason_code: "CURIOUS" })).rejects.toMatchObject(
    constraint("break_glass_grants_reason"),
  );
  await expect(written(doctor, patientId, { text_length: 19 })).rejects.toMatchObject(
    constraint("break_glass_grants_text"),
  );
  expect(await grantsOf(doctor)).toBe(0);
});

test("a proof older than five minutes, a locked screen, another's session and none open nothing", async () => {
  const { clinic, patientId, doctor } = await restricted();
  await expect(breaks(doctor, patientId)).rejects.toThrow("glass.proof");
  await proveNow(doctor, 301);
  await expect(breaks(doctor, patientId)).rejects.toThrow("glass.proof");
  await proveNow(doctor);
  await admin`update directory.sessions set locked_at = clock_timestamp() where id = ${doctor.sessionId}`;
  await expect(breaks(doctor, patientId)).rejects.toThrow("glass.proof");
  const assistant = clinic.as("medical_assistant");
  await proveNow(assistant);
  await expect(
    written(doctor, patientId, { session_id: assistant.sessionId }),
  ).rejects.toMatchObject(constraint("break_glass_proof"));
  expect(await grantsOf(doctor)).toBe(0);
  await proveNow(doctor, 295);
  await breaks(doctor, patientId);
  expect(await grantsOf(doctor)).toBe(1);
});

test("nobody breaks the glass for somebody else, nor says how long or what for", async () => {
  const { clinic, patientId, doctor } = await restricted();
  const assistant = clinic.as("medical_assistant");
  await proveNow(doctor);
  await expect(
    written(assistant, patientId, { member_id: doctor.memberId, session_id: doctor.sessionId }),
  ).rejects.toMatchObject({ cause: { code: "42501" } });
  for (const changed of [
    { ends_at: "2099-01-01" },
    { started_at: "2026-01-01" },
    { review_due_at: "infinity" },
    { categories: "{chart}" },
  ])
    await expect(written(doctor, patientId, changed)).rejects.toMatchObject({
      cause: { code: "42501" },
    });
  expect(await grantsOf(doctor)).toBe(0);
});

test("what is not closed needs no glass broken, and a chart that is open already is not opened twice", async () => {
  const { clinic, patientId, doctor } = await restricted();
  const plain = await withProblem(clinic);
  await proveNow(doctor);
  await expect(breaks(doctor, plain)).rejects.toThrow("glass.not-closed");
  const both = await Promise.allSettled([breaks(doctor, patientId), breaks(doctor, patientId)]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await grantsOf(doctor)).toBe(1);
});

test("another clinic's patient is as absent as a random id, for the gate and the glass", async () => {
  const { patientId, doctor } = await restricted();
  const stranger = (await newClinic()).as("prescriber");
  await proveNow(stranger);
  for (const id of [patientId, newId() as PatientId]) {
    await expect(breaks(stranger, id)).rejects.toThrow("patient not found");
    await expect(runInScope(stranger, "chart:read", (scope) => getGate(scope, id))).rejects.toThrow(
      "patient not found",
    );
    await expect(written(stranger, id)).rejects.toMatchObject(constraint("break_glass_needed"));
  }
  await proveNow(doctor);
  await expect(written(stranger, patientId, { tenant_id: doctor.tenantId })).rejects.toMatchObject({
    cause: { code: "42501" },
  });
  expect(await grantsOf(doctor)).toBe(0);
});

test("a grant opens a chart for reading only: the database refuses what would change it, also to a role that may", async () => {
  const { patientId, doctor } = await restricted();
  await smash(doctor, patientId);
  const { tenantId, memberId } = doctor;
  const tried = admin.begin(async (tx) => {
    await tx`set local lock_timeout = '5s'`;
    await tx`grant insert, update, delete on app.problems to prescriber`;
    for (const command of ["insert", "update", "delete"])
      await tx.unsafe(`create policy probe_${command} on app.problems for ${command} to prescriber
        ${command === "insert" ? "with check" : "using"} (true)`);
    await tx`select set_config('role', 'prescriber', true), set_config('app.current_tenant', ${tenantId}, true),
      set_config('app.actor', ${memberId}, true)`;
    const read = await tx`select from app.problems where patient_id = ${patientId}`;
    const changed =
      await tx`update app.problems set clinical_status = 'resolved' where patient_id = ${patientId}`;
    const removed = await tx`delete from app.problems where patient_id = ${patientId}`;
    expect([read.count, changed.count, removed.count]).toEqual([1, 0, 0]);
    await tx`insert into app.problems (tenant_id, id, patient_id, display_sealed, clinical_status)
      values (${tenantId}, ${newId()}, ${patientId}, '\\x00', 'active')`;
  });
  await expect(tried).rejects.toMatchObject({ code: "42501" });
  const [left] =
    await admin`select clinical_status from app.problems where patient_id = ${patientId}`;
  expect(left).toEqual({ clinical_status: "active" });
});
