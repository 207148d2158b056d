import { beforeAll, expect, test } from "vitest";
import type { Actor } from "#lib/access/actor";
import { PatientId } from "#lib/ids";
import { nodesOf, plansOf } from "#lib/query-plan";
import type { MemberScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { planFaults } from "#lib/testing-plans";
import { findLiveGrant, getGate } from "./gate.ts";
import { WhichGrant } from "./input.ts";
import { getRestrictions, listRestricted } from "./restrictions.ts";
import { countWaiting, getGrant, listGrants } from "./reviews.ts";

const count = 8_000;
let clinic: TestClinic;
let doctor: Actor;
let patientId: PatientId;
let grantId: WhichGrant["grantId"];

/** Two clinics with a grant, a restriction and a care team for each patient; all but a hundred grants were reviewed. */
beforeAll(async () => {
  clinic = await newClinic();
  doctor = clinic.as("prescriber");
  for (const each of [await newClinic(), clinic]) await fill(each);
  await admin`analyze`;
  const [row] = await admin<{ id: string; patient: string }[]>`
    select id, patient_id as patient from app.break_glass_grants where tenant_id = ${clinic.tenantId} and member_id = ${doctor.memberId} limit 1`;
  patientId = PatientId.parse(row?.patient);
  grantId = WhichGrant.parse({ grantId: row?.id }).grantId;
}, 120_000);

async function fill({ tenantId, ...who }: TestClinic) {
  const [member, reviewer] = [who.as("prescriber").memberId, who.as("tenant_admin").memberId];
  await admin.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`create temp table glass on commit drop as
      select n, gen_random_uuid() as id, gen_random_uuid() as patient from generate_series(1, ${count}::int) n`;
    await tx`insert into app.patients (tenant_id, id, family_sealed, given_sealed, mrn_sealed, mrn_token, demographics_sealed)
      select ${tenantId}, patient, '\\x00', '\\x00', '\\x00', decode(md5(id::text), 'hex'), '\\x00' from glass`;
    await tx`insert into app.restrictions (tenant_id, id, patient_id, category, asked_by, restricted_by, lifted_at)
      select ${tenantId}, id, patient, 'chart', 'patient', ${reviewer}, case when n % 20 > 0 then now() end from glass`;
    await tx`insert into app.care_team (tenant_id, id, restriction_id, member_id)
      select ${tenantId}, gen_random_uuid(), id, ${member} from glass`;
    await tx`insert into app.break_glass_grants
        (tenant_id, id, member_id, patient_id, session_id, reason_code, text_length, text_sealed, categories, started_at, ends_at, review_due_at, ended_at)
      select ${tenantId}, id, case when n % 40 = 0 then ${member}::uuid else gen_random_uuid() end, patient, id, 'ETREAT', 40, '\\x00',
        '{chart}', now() - n * interval '1 hour', now() - (n - 1) * interval '1 hour', now() - (n - 24) * interval '1 hour',
        case when n > 5 then now() end from glass`;
    await tx`insert into app.break_glass_reviews (tenant_id, id, grant_id, reviewer_id, verdict, note_sealed)
      select ${tenantId}, gen_random_uuid(), id, ${reviewer}, 'appropriate', '\\x00' from glass where n > 100`;
  });
}

const queries: Readonly<Record<string, (scope: MemberScope) => Promise<unknown>>> = {
  "one grant with what was done under it": (scope) => getGrant(scope, { grantId }),
  "what restricts one patient": (scope) => getRestrictions(scope, patientId),
  "the gate of a chart": (scope) => getGate(scope, patientId),
  "the grant that runs": (scope) => findLiveGrant(scope, patientId),
};

test.each(Object.entries(queries))("%s is entered by the clinic", async (_name, work) => {
  expect(await planFaults(clinic, "tenant_admin", work)).toEqual([]);
});

/** Whether one grant was reviewed is asked of each: both tables may be read whole, by the clinic. */
const sums: Readonly<Record<string, (scope: MemberScope) => Promise<unknown>>> = {
  "the queue and what was reviewed": listGrants,
  "how many wait": countWaiting,
  "everyone who is restricted": listRestricted,
};

test.each(Object.entries(sums))("%s can be entered by the clinic", async (_name, work) => {
  expect(await planFaults(clinic, "tenant_admin", work, { readsAll: true })).toEqual([]);
});

test("the gate asks for the member's own grants of the chart, and no others", async () => {
  const plans = await plansOf(clinic, doctor, (scope) =>
    getGate({ ...scope, disclose: () => () => "1975-12-10" }, patientId),
  );
  const first = plans.find(({ text }) => text.includes('"started_at" > clock_timestamp()'));
  if (!first) throw new Error("the gate did not ask for earlier grants");
  const [scan] = nodesOf(first.Plan).filter((node) => node["Index Name"] !== undefined);
  expect(scan?.["Index Name"]).toBe("break_glass_grants_of");
  for (const column of ["tenant_id = ", "member_id = ", "patient_id = "])
    expect(scan?.["Index Cond"]).toContain(column);
});

test("what was done under a grant is found among what was done under grants", async () => {
  const plans = await plansOf(clinic, clinic.as("tenant_admin"), (scope) =>
    getGrant({ ...scope, disclose: () => () => "1975-12-10" }, { grantId }),
  );
  const seen = plans.find(({ text }) => text.includes('from "audit"."events"'));
  const indexes = seen ? nodesOf(seen.Plan).flatMap((node) => node["Index Name"] ?? []) : [];
  expect(indexes).toEqual([expect.stringMatching(/^events_(under_)?grant$/)]);
});
