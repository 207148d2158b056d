import { sql } from "drizzle-orm";
import { problems } from "#db/schema/problems";
import { inTenant } from "#db/tenant";
import type { Actor } from "#lib/access/actor";
import { newId, type PatientId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { recordPatient } from "#lib/testing-records";
import { breakGlass } from "./commands.ts";
import { BreakGlass } from "./input.ts";
import { restrict, said } from "./testing-glass.ts";

/** A clinic with a patient who has one problem, whose chart is restricted without any care team. */
export async function restricted(): Promise<{
  clinic: TestClinic;
  patientId: PatientId;
  doctor: Actor;
  reviewer: Actor;
}> {
  const clinic = await newClinic();
  const patientId = await withProblem(clinic);
  await restrict(clinic, patientId);
  return {
    clinic,
    patientId,
    doctor: clinic.as("prescriber"),
    reviewer: clinic.as("prescriber", "tenant_admin"),
  };
}

/** A patient of a clinic with one problem in their chart. */
export async function withProblem(clinic: TestClinic): Promise<PatientId> {
  const patientId = await recordPatient(clinic);
  await clinic.write(async (scope) => {
    const id = newId();
    const place = { table: "problems", column: "display_sealed", rowId: id };
    await scope.tx.insert(problems).values({
      tenantId: clinic.tenantId,
      id,
      patientId,
      displaySealed: scope.seal(place, "Hypogonadism"),
      clinicalStatus: "active",
    });
  });
  return patientId;
}

/** Whom the database sees when a member asks it past the application. */
export const contextOf = ({ tenantId, memberId, roles }: Actor) => ({
  tenantId,
  actorId: memberId,
  role: roles[0] ?? "prescriber",
});

/** What the database shows of a chart, past the application. */
export const rowsOf = (actor: Actor, patientId: PatientId) =>
  inTenant(contextOf(actor), async (tx) => {
    const found = await tx
      .select({ id: problems.id })
      .from(problems)
      .where(sql`${problems.patientId} = ${patientId}`);
    return found.length;
  });

/** Breaks the glass with whatever proof the session has. */
export const breaks = (actor: Actor, patientId: PatientId) =>
  runInScope(actor, "glass:break", (scope) => breakGlass(scope, BreakGlass.parse(said(patientId))));

/** A grant written past the command, of the columns that a role may write and what a test adds. */
export const written = (
  actor: Actor,
  patientId: PatientId,
  changed: Record<string, string | number> = {},
) => {
  const row = {
    tenant_id: actor.tenantId,
    id: newId(),
    member_id: actor.memberId,
    patient_id: patientId,
    session_id: actor.sessionId,
    reason_code: "ETREAT",
    text_length: 40,
    text_sealed: "\\x00",
    ...changed,
  };
  const names = sql.raw(Object.keys(row).join(", "));
  const values = sql.join(
    Object.values(row).map((value) => sql`${value}`),
    sql`, `,
  );
  return inTenant(contextOf(actor), (tx) =>
    tx.execute(sql`insert into app.break_glass_grants (${names}) values (${values})`),
  );
};

/** How many grants there are in a member's clinic. */
export const grantsOf = async ({ tenantId }: Actor) =>
  (
    await admin<
      { n: number }[]
    >`select count(*)::int as n from app.break_glass_grants where tenant_id = ${tenantId}`
  )[0]?.n;

/** Whom the events of a kind in the clinic's trail are about. */
export const eventsOf = async (actor: Actor, action: string) =>
  (
    await admin<{ subjects: string[] }[]>`select subjects from audit.events
      where tenant_id = ${actor.tenantId} and action = ${action} and outcome = 'success'`
  ).map(({ subjects }) => subjects);

/** The refusal of a named constraint. */
export const constraint = (name: string) => ({ cause: { constraint_name: name } });
