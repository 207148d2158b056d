import { expect, test } from "vitest";
import { inTenant } from "#db/tenant";
import { operatorIn } from "#lib/clinics/make";
import { admin, newClinic } from "#lib/testing";
import { InputRefused } from "./input-files.ts";
import {
  bundle,
  count,
  gzipped,
  importInto,
  inputFolder,
  ndjson,
  signInAsOperator,
  someone,
  someResult,
} from "./testing.ts";

signInAsOperator();

const glucose = (value: number) => ({ valueQuantity: { value, unit: "mg/dL" } });

test("files in any order find each other, plain or compressed", async () => {
  const clinic = await newClinic();
  const folder = inputFolder({
    "a-results.ndjson.gz": gzipped(ndjson(someResult("o1", "p1", glucose(90)))),
    "b-reports.ndjson": ndjson({
      resourceType: "DiagnosticReport",
      id: "r1",
      code: { text: "Panel" },
      subject: { reference: "https://other.example/fhir/Patient/p1" },
      result: [{ reference: "Observation/o1" }],
    }),
    "c-patients.ndjson": ndjson(someone("p1")),
  });
  const report = await importInto(clinic, folder);
  const [row] =
    await admin`select o.panel_id = p.id as grouped from app.observations o, app.panels p
    where o.tenant_id = ${clinic.tenantId} and p.tenant_id = o.tenant_id`;
  expect(report.findings).toEqual([]);
  expect(row?.grouped).toBe(true);
});

test("importing again writes nothing, a changed resource is updated, and events say whose records they were", async () => {
  const clinic = await newClinic();
  const files = (value: number) =>
    inputFolder({ "all.json": bundle(someone("p1"), someResult("o1", "p1", glucose(value))) });
  await importInto(clinic, files(90));
  const before =
    await admin`select count(*)::int as n from audit.events where tenant_id = ${clinic.tenantId} and action like 'row.%'`;
  const again = await importInto(clinic, files(90));
  const after =
    await admin`select count(*)::int as n from audit.events where tenant_id = ${clinic.tenantId} and action like 'row.%'`;
  const changed = await importInto(clinic, files(91));
  const committed = await admin`select count(*)::int as n from audit.events e join audit.subjects s
    on s.tenant_id = e.tenant_id and s.seq = e.seq where e.tenant_id = ${clinic.tenantId} and e.action = 'import.committed'`;
  expect(again.total()).toMatchObject({ read: 2, written: 0, unchanged: 2, updated: 0 });
  expect(after[0]?.n).toBe(before[0]?.n);
  expect(changed.total()).toMatchObject({ written: 0, unchanged: 1, updated: 1 });
  expect(committed[0]?.n).toBe(2);
  expect(await count(clinic, "observations")).toBe(1);
});

test("what a member tagged as sensitive stays so when its source changes it, and a new label of the source is taken", async () => {
  const clinic = await newClinic();
  const files = (value: number, meta?: object) =>
    inputFolder({
      "all.json": bundle(
        someone("p1"),
        someResult("o1", "p1", { ...glucose(value), ...(meta && { meta }) }),
      ),
    });
  const tag = async () => {
    const [row] =
      await admin`select sensitivity from app.observations where tenant_id = ${clinic.tenantId}`;
    return row?.sensitivity;
  };
  await importInto(clinic, files(90));
  expect(await tag()).toBeNull();
  await importInto(clinic, files(91, { security: [{ code: "HIV" }] }));
  expect(await tag()).toBe("hiv");
  await importInto(clinic, files(92));
  expect(await tag()).toBe("hiv");
});

test("a dry run reports the same and writes nothing", async () => {
  const clinic = await newClinic();
  const folder = inputFolder({
    "all.json": bundle(someone("p1"), someResult("o1", "p1", glucose(1))),
  });
  const dry = await importInto(clinic, folder, { isDryRun: true });
  const rows = await count(clinic, "patients");
  const events =
    await admin`select count(*)::int as n from audit.events where tenant_id = ${clinic.tenantId} and action like 'import.%'`;
  const real = await importInto(clinic, folder);
  expect([rows, events[0]?.n]).toEqual([0, 0]);
  expect([...dry.types]).toEqual([...real.types]);
});

test("a broken file leaves nothing of itself, and the others come in", async () => {
  const clinic = await newClinic();
  const whole = ndjson(someone("p2"), someone("p3"));
  const folder = inputFolder({
    "cut.json": bundle(someone("p1"), someone("p4")).slice(0, -30),
    "bad-line.ndjson": `${whole}{"resourceType":"Patient", oops}\n`,
    "cut.ndjson.gz": gzipped(whole.repeat(200)).subarray(0, 60),
    "latin.ndjson": Buffer.from([0x7b, 0xff, 0x7d]),
    "good.ndjson": ndjson(someone("p9")),
  });
  const report = await importInto(clinic, folder);
  expect(await count(clinic, "patients")).toBe(1);
  expect(report.refusedFiles).toBe(4);
  expect(report.findings.map((one) => `${one.file}: ${one.at}: ${one.reason}`).sort()).toEqual([
    "bad-line.ndjson: line 3: not JSON at character 27",
    "cut.json: the file: the JSON ends too early: the file is cut off",
    "cut.ndjson.gz: the file: the gzip stream is damaged or cut off",
    "latin.ndjson: the file: not UTF-8",
  ]);
});

test("an import killed in the middle of a file leaves nothing of the file, and the next one completes it", async () => {
  const clinic = await newClinic();
  const results = Array.from({ length: 1_200 }, (_, at) => someResult(`o${at}`, "p1", glucose(at)));
  const folder = inputFolder({ "a.ndjson": ndjson(someone("p1")), "b.ndjson": ndjson(...results) });
  const kill = setInterval(() => {
    void admin`select pg_terminate_backend(l.pid) from pg_locks l
      join pg_stat_activity a on a.pid = l.pid and a.query like 'insert into "app"."observations"%'
      where l.locktype = 'advisory' and (l.classid::bigint << 32 | l.objid::bigint)
        = hashtextextended(${`chartkeep import ${clinic.tenantId}`}, 0)`.catch(() => undefined);
  }, 3);
  const outcome = await importInto(clinic, folder).then(
    () => "finished",
    () => "killed",
  );
  clearInterval(kill);
  const between = await count(clinic, "observations");
  const report = await importInto(clinic, folder);
  expect(between).toBe(outcome === "killed" ? 0 : 1_200);
  expect(report.total().skipped).toBe(0);
  expect(await count(clinic, "observations")).toBe(1_200);
});

test("what belongs to nobody is skipped, and a missing clinician costs only the link, each named by place and field", async () => {
  const clinic = await newClinic();
  const folder = inputFolder({
    "all.ndjson": ndjson(
      someone("p1"),
      someResult("o1", "p404", glucose(1)),
      {
        resourceType: "Encounter",
        id: "v1",
        status: "finished",
        subject: { reference: "Patient/p1" },
        period: { start: "2024-01-01T10:00:00Z" },
        participant: [{ individual: { reference: "Practitioner/d404" } }],
      },
      someResult("o2", "p1", { effectiveDateTime: "2024-02-31" }),
      { resourceType: "Device", id: "x1" },
      { resourceType: "Patient", id: "p2", birthDate: 1980 },
    ),
  });
  const report = await importInto(clinic, folder);
  expect(
    report.findings
      .map((one) => [one.at, one.resource, one.field, one.severity])
      .sort(([a = ""], [b = ""]) => a.localeCompare(b)),
  ).toEqual([
    ["line 2", "Observation/o1", "subject", "skipped"],
    ["line 3", "Encounter/v1", "participant[0].individual", "noted"],
    ["line 4", "Observation/o2", "effective[x]", "skipped"],
    ["line 5", "Device/x1", "resourceType", "skipped"],
    ["line 6", "Patient/p2", "birthDate", "skipped"],
  ]);
  expect(await count(clinic, "encounters")).toBe(1);
  expect(JSON.stringify(report.findings)).not.toContain("Moss");
});

test("two patients with one record number are never merged: the second is left out", async () => {
  const clinic = await newClinic();
  const number = { identifier: [{ type: { coding: [{ code: "MR" }] }, value: "A-1" }] };
  const report = await importInto(
    clinic,
    inputFolder({ "p.ndjson": ndjson(someone("p1", number), someone("p2", number)) }),
  );
  expect(await count(clinic, "patients")).toBe(1);
  expect(report.of("Patient")).toMatchObject({ read: 2, written: 1, skipped: 1 });
});

test("a payer's money beyond what is open becomes unapplied credit, never a negative receivable", async () => {
  const clinic = await newClinic();
  await importInto(
    clinic,
    inputFolder({
      "all.ndjson": ndjson(
        someone("p1"),
        `{"resourceType":"Claim","id":"c1","patient":{"reference":"Patient/p1"},"created":"2024-03-01","insurance":[{"coverage":{"display":"private"}}],"total":{"value":100}}`,
        `{"resourceType":"ExplanationOfBenefit","id":"e1","patient":{"reference":"Patient/p1"},"created":"2024-03-20","claim":{"reference":"Claim/c1"},"payment":{"amount":{"value":130}}}`,
      ),
    }),
  );
  const sums = await admin`select account, sum(amount_cents)::int as cents from app.postings
    where tenant_id = ${clinic.tenantId} group by 1 order by 1`;
  expect(sums.map((row) => [row.account, row.cents])).toEqual([
    ["cash", 13_000],
    ["receivable:insurance", 0],
    ["revenue", -10_000],
    ["unapplied", -3_000],
  ]);
});

test("files that refer to each other in a circle are one unit", async () => {
  const clinic = await newClinic();
  const folder = inputFolder({
    "a.ndjson": ndjson(someone("p1"), someResult("o2", "p2", glucose(2))),
    "b.ndjson": ndjson(someone("p2"), someResult("o1", "p1", glucose(1))),
  });
  const report = await importInto(clinic, folder);
  expect(report.findings).toEqual([]);
  expect(await count(clinic, "observations")).toBe(2);
});

test("a second import at the same time is told so", async () => {
  const clinic = await newClinic();
  const folder = inputFolder({ "p.ndjson": ndjson(someone("p1")) });
  await inTenant(operatorIn(clinic.tenantId), async (tx) => {
    const { sql } = await import("drizzle-orm");
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${`chartkeep import ${clinic.tenantId}`}, 0))`,
    );
    await expect(importInto(clinic, folder)).rejects.toThrow(
      "Another import into this clinic is running.",
    );
  });
});

test("a path that is not there and a folder without FHIR files are one sentence", async () => {
  const clinic = await newClinic();
  const empty = inputFolder({ "LICENSE.txt": "" });
  await expect(importInto(clinic, `${empty}/nothing`)).rejects.toThrow(InputRefused);
  await expect(importInto(clinic, empty)).rejects.toThrow("holds no .json or .ndjson files");
});

test.each(["\\ud800", "\\u0000"])(
  "a file with text that cannot be kept (%s) is refused, and the others are imported",
  async (written) => {
    const clinic = await newClinic();
    const folder = inputFolder({
      "a.ndjson": ndjson(someone("p1")),
      "b.ndjson": `{"resourceType":"Patient","id":"p2","name":[{"family":"Mo${written}ss"}]}\n`,
    });
    const report = await importInto(clinic, folder);
    expect(report.findings).toMatchObject([
      {
        file: "b.ndjson",
        at: "line 1",
        severity: "refused",
        reason: expect.stringMatching(/half a character/),
      },
    ]);
    expect(await count(clinic, "patients")).toBe(1);
  },
);

test("a patient who is changed has another version, so that no list keeps the one before", async () => {
  const clinic = await newClinic();
  for (const family of ["Moss", "Fern", "Fern"]) {
    const name = [{ family, given: ["Ida"] }];
    await importInto(clinic, inputFolder({ "a.ndjson": ndjson(someone("p1", { name })) }));
  }
  const [row] = await admin`select version from app.patients where tenant_id = ${clinic.tenantId}`;
  expect(row?.version).toBe(2);
});
