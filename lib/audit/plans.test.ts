import { beforeAll, expect, test } from "vitest";
import { MemberId, nilId, PatientId } from "#lib/ids";
import { nodesOf, plansOf } from "#lib/query-plan";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { planFaults } from "#lib/testing-plans";
import { getEvent } from "./event.ts";
import { accessHistory } from "./history.ts";
import { ListTrail } from "./input.ts";
import { listTrail } from "./trail.ts";

let clinic: TestClinic;
const patient = PatientId.parse("0197f3a0-0000-7000-8000-000000000001");

/** Two clinics' chains with many events, most of them row events, as after an import. */
beforeAll(async () => {
  clinic = await newClinic();
  const neighbour = await newClinic();
  for (const { tenantId } of [clinic, neighbour]) {
    await admin.begin(async (tx) => {
      await tx`select set_config('app.current_tenant', ${tenantId}, true), set_config('app.actor', ${nilId}, true)`;
      await tx`insert into audit.outbox (id, action, entity, address, entity_id, subjects)
        select gen_random_uuid(), case when n % 10 = 0 then 'chart.viewed' else 'row.added' end, '',
          '203.0.113.0'::inet + n % 200, ${nilId}::uuid,
          array[case when n % 500 = 0 then ${patient}::uuid else gen_random_uuid() end]
        from generate_series(1, 8000) n`;
      await tx`insert into app.patients (tenant_id, id, family_sealed, given_sealed, mrn_sealed, mrn_token, demographics_sealed)
        values (${tenantId}, ${patient}, '', '', '', decode(repeat('00', 16), 'hex'), '')`;
    });
  }
  await admin`analyze audit.events, audit.subjects, audit.heads, app.members`;
}, 120_000);

const trails: Readonly<Record<string, object>> = {
  "the whole trail": {},
  "a later page": { before: 3000 },
  "with row events": { rows: true },
  "one member": { member: MemberId.parse(nilId) },
  "one action": { action: "chart.viewed" },
  "one role": { role: "biller" },
  "one kind": { group: "exports" },
  "a member, a role, a kind and some days": {
    member: MemberId.parse(nilId),
    role: "biller",
    group: "records",
    from: "2026-01-01",
    to: "2026-02-01",
  },
  "a member's refusals": { member: MemberId.parse(nilId), outcome: "denied" },
  "one patient, one member, one role": { patient, member: MemberId.parse(nilId), role: "biller" },
  refusals: { outcome: "denied" },
  "one patient": { patient },
  "one patient, a frequent role and kind": { patient, role: "none", group: "records" },
  "one purpose": { purpose: "HOPERAT" },
  "one address": { address: "203.0.113.9" },
  "a range, a member, an action": {
    address: "203.0.113.0/24",
    member: MemberId.parse(nilId),
    action: "chart.viewed",
  },
  "under break-glass": { glass: true },
  "one grant, refusals": { grant: "0197f3a0-0000-7000-8000-000000000007", outcome: "denied" },
  "some days": { from: "2026-01-01", to: "2026-02-01" },
};

const faultsOf = (work: Parameters<typeof planFaults>[2]) =>
  planFaults(clinic, "tenant_admin", work);

test.each(Object.entries(trails))("%s is entered by the clinic", async (_name, input) => {
  expect(await faultsOf((scope) => listTrail(scope, ListTrail.parse(input)))).toEqual([]);
});

test("mixtures hop through the index: nothing is sorted on the way, and every kind is entered by all it is", async () => {
  const input = ListTrail.parse({ role: "biller", outcome: "success", group: "records" });
  const plans = await plansOf(clinic, clinic.as("tenant_admin"), (scope) =>
    listTrail({ ...scope, disclose: () => () => "" }, input),
  );
  const [hops] = plans.filter(({ text }) => text.includes("recursive"));
  if (!hops) throw new Error("no statement hops through the index");
  const nodes = nodesOf(hops.Plan);
  expect(nodes.filter((node) => node["Node Type"] === "Incremental Sort")).toEqual([]);
  const entered = nodes.flatMap((node) => node["Index Cond"] ?? []).join(" ");
  expect(entered).toContain("(outcome = ");
  expect(entered).toContain("ROW(action, db_role, outcome, purpose) > ");
});

/** The scans of a table that `work` makes: by which index, and entered by what. */
async function scansOf(input: object, statement: string) {
  const plans = await plansOf(clinic, clinic.as("tenant_admin"), (scope) =>
    listTrail({ ...scope, disclose: () => () => "" }, ListTrail.parse(input)),
  );
  const found = plans.find(({ text }) => text.includes(statement));
  if (!found) throw new Error(`no statement has ${statement}`);
  return nodesOf(found.Plan);
}

test("a patient's events are walked in their order, whatever else is asked for, and each is looked up", async () => {
  const often = { patient, member: MemberId.parse(nilId), role: "none", group: "records" };
  const nodes = await scansOf(often, "cross join lateral");
  expect(nodes.map((node) => node["Node Type"])).not.toContain("Sort");
  expect(nodes.flatMap((node) => node["Index Name"] ?? [])).toEqual([
    "subjects_tenant_id_patient_id_seq_pk",
    expect.stringMatching(/^events_(tenant_id_seq_pk|told)$/),
  ]);
  const entered = nodes.flatMap((node) => node["Index Cond"] ?? []);
  expect(entered[0]).toContain("patient_id = ");
  expect(entered[1]).toContain("seq = ");
});

test("an address is entered by its ends, hopped through, and never filtered", async () => {
  const nodes = await scansOf({ address: "203.0.113.0/28", outcome: "failed" }, "recursive");
  const scans = nodes.filter((node) => node["Index Name"] !== undefined);
  expect(new Set(scans.map((node) => node["Index Name"]))).toEqual(new Set(["events_address"]));
  for (const scan of scans) expect(scan["Index Cond"]).toContain("address >= ");
  expect(nodes.map((node) => node["Node Type"])).not.toContain("Incremental Sort");
});

test("what was done under break-glass is found by one of its own two small indexes", async () => {
  for (const input of [
    { glass: true, role: "none" },
    { grant: "0197f3a0-0000-7000-8000-000000000007" },
  ]) {
    const nodes = await scansOf(input, "offset 0");
    // Where hardly anything was done so, either is the cheaper one.
    expect(nodes.map((node) => node["Index Name"])).toContainEqual(
      expect.stringMatching(/^events_(under_)?grant$/),
    );
  }
});

test("a patient's history and an event are entered by the clinic", async () => {
  const history = { patientId: patient, rows: false, size: 50 };
  expect(await faultsOf((scope) => accessHistory(scope, history))).toEqual([]);
  expect(await faultsOf((scope) => getEvent(scope, { position: 10 }))).toEqual([]);
});
