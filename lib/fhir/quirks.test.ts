import { describe, expect, test } from "vitest";
import { operatorIn } from "#lib/clinics/make";
import { openField } from "#lib/phi/envelope";
import { tenantKeys } from "#lib/phi/keys";
import { RangeRecord, readRecord, ValueRecord } from "#lib/phi/records";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import {
  bundle,
  count,
  importInto,
  inputFolder,
  ndjson,
  signInAsOperator,
  someone,
  someResult,
  type Written,
} from "./testing.ts";

signInAsOperator();

const claim = (id: string, more: string) =>
  `{"resourceType":"Claim","id":"${id}","status":"active","use":"claim","patient":{"reference":"Patient/p1"},"created":"2024-03-01T10:00:00-06:00","billablePeriod":{"start":"2024-03-01T09:00:00-06:00","end":"2024-03-01T09:30:00-06:00"},"insurance":[{"sequence":1,"focal":true,"coverage":{"display":"private"}}],${more}}`;

async function opened(clinic: TestClinic, table: string, column: string): Promise<string[]> {
  const keys = await tenantKeys(operatorIn(clinic.tenantId));
  const rows = await admin`select id, ${admin(column)} as sealed from ${admin(`app.${table}`)}
    where tenant_id = ${clinic.tenantId} and ${admin(column)} is not null order by id`;
  return rows.map((row) => openField(keys, { table, column, rowId: row.id }, row.sealed));
}

async function imported(...lines: readonly (Written | string)[]) {
  const clinic = await newClinic();
  const report = await importInto(clinic, inputFolder({ "all.ndjson": ndjson(...lines) }));
  return { clinic, report };
}

describe("quirks of real data", () => {
  test("1: fractions of a cent are rounded once, half up, and the lines add up to the total", async () => {
    const { clinic } = await imported(
      someone("p1"),
      claim(
        "c1",
        `"item":[{"sequence":1,"net":{"value":0.335}},{"sequence":2,"net":{"value":0.335}},{"sequence":3,"net":{"value":0.335}}],"total":{"value":1.005,"currency":"USD"}`,
      ),
      `{"resourceType":"ExplanationOfBenefit","id":"e1","status":"active","outcome":"complete","patient":{"reference":"Patient/p1"},"created":"2024-03-20","claim":{"reference":"Claim/c1"},"payment":{"amount":{"value":0.6049999999999999999,"currency":"USD"}}}`,
    );
    const [charges] =
      await admin`select sum(total_cents)::int as cents from app.charges where tenant_id = ${clinic.tenantId}`;
    const [payment] =
      await admin`select amount_cents::int as cents from app.payments where tenant_id = ${clinic.tenantId}`;
    expect(charges?.cents).toBe(101);
    expect(payment?.cents).toBe(60);
  });

  test("2: a remittance whose items were serviced years before is posted on its own date", async () => {
    const { clinic } = await imported(
      someone("p1"),
      claim("c1", `"total":{"value":100}`),
      `{"resourceType":"ExplanationOfBenefit","id":"e1","status":"active","outcome":"complete","patient":{"reference":"Patient/p1"},"created":"2024-03-20","claim":{"reference":"Claim/c1"},"item":[{"servicedPeriod":{"start":"2022-01-01"}}],"payment":{"amount":{"value":80}}}`,
    );
    const [charge] =
      await admin`select serviced_on::text as day from app.charges where tenant_id = ${clinic.tenantId}`;
    const [payment] =
      await admin`select received_on::text as day from app.payments where tenant_id = ${clinic.tenantId}`;
    expect([charge?.day, payment?.day]).toEqual(["2024-03-01", "2024-03-20"]);
  });

  test("3: zero-width spaces go, and results with other words for one code stay one test", async () => {
    const words = (display: string) => ({
      code: { coding: [{ system: "http://loinc.org", code: "2345-7", display }] },
      valueQuantity: { value: 90, unit: "mg/dL" },
    });
    const { clinic } = await imported(
      someone("p1"),
      someResult("o1", "p1", words("Glucose [Mass/\u200bvolume] in Serum")),
      someResult("o2", "p1", words("Glucose")),
    );
    const codes =
      await admin`select distinct code from app.observations where tenant_id = ${clinic.tenantId}`;
    expect(codes.map((row) => row.code)).toEqual(["2345-7"]);
    expect((await opened(clinic, "observations", "display_sealed")).sort()).toEqual([
      "Glucose",
      "Glucose [Mass/volume] in Serum",
    ]);
  });

  test("4: both spellings of vital signs, components, coded and written values are kept", async () => {
    const { clinic } = await imported(
      someone("p1"),
      someResult("o1", "p1", {
        category: [{ coding: [{ code: "vital-sign" }] }],
        component: [
          {
            code: { coding: [{ code: "8480-6", display: "Systolic" }] },
            valueQuantity: { value: 120, unit: "mm[Hg]" },
          },
          {
            code: { coding: [{ code: "8462-4", display: "Diastolic" }] },
            valueQuantity: { value: 80, unit: "mm[Hg]" },
          },
        ],
      }),
      someResult("o2", "p1", {
        category: [{ coding: [{ code: "vital-signs" }] }],
        valueInteger: 72,
      }),
      someResult("o3", "p1", { valueCodeableConcept: { text: "Never smoker" } }),
      someResult("o4", "p1", { valueString: "Trace" }),
      someResult("o5", "p1", { dataAbsentReason: { text: "Specimen clotted" } }),
    );
    const categories = await admin`select category, count(*)::int as n from app.observations
      where tenant_id = ${clinic.tenantId} group by 1 order by 1`;
    const values = (await opened(clinic, "observations", "value_sealed")).map((text) =>
      readRecord(ValueRecord, text),
    );
    expect(categories.map((row) => [row.category, row.n])).toEqual([
      ["lab", 3],
      ["vital", 2],
    ]);
    expect(
      values.map(
        (value) =>
          value.components?.map((part) => part.sent) ??
          value.sent ??
          value.text ??
          value.absentReason,
      ),
    ).toEqual([["120", "80"], "72", "Never smoker", "Trace", "Specimen clotted"]);
  });

  test("5: a result without range or interpretation has none, and one that brings them keeps its own", async () => {
    const { clinic } = await imported(
      someone("p1"),
      someResult("o1", "p1", { valueQuantity: { value: 90, unit: "mg/dL" } }),
      someResult("o2", "p1", {
        valueQuantity: { value: 130, unit: "mg/dL" },
        referenceRange: [{ low: { value: 70 }, high: { value: 105 } }],
        interpretation: [{ coding: [{ code: "H" }] }],
      }),
    );
    const ranges = (await opened(clinic, "observations", "range_sealed")).map((text) =>
      readRecord(RangeRecord, text),
    );
    expect(ranges).toEqual([{ low: 70, high: 105, interpretation: "H" }]);
  });

  test("6: SNOMED diagnoses, claims without CPT and provider numbers that fail the check digit are kept", async () => {
    const npi = { system: "http://hl7.org/fhir/sid/us-npi", value: "160" };
    const { clinic, report } = await imported(
      { resourceType: "Practitioner", id: "d1", identifier: [npi], name: [{ family: "Hilpert" }] },
      someone("p1"),
      {
        resourceType: "Condition",
        id: "k1",
        subject: { reference: "Patient/p1" },
        code: {
          coding: [
            {
              system: "http://snomed.info/sct",
              code: "444814009",
              display: "Viral sinusitis (disorder)",
            },
          ],
        },
      },
      claim(
        "c1",
        `"provider":{"reference":"Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|160"},"total":{"value":129.16}`,
      ),
    );
    const [row] =
      await admin`select p.npi, k.code, i.practitioner_id = p.id as linked from app.practitioners p,
      app.problems k, app.invoices i where p.tenant_id = ${clinic.tenantId} and k.tenant_id = p.tenant_id and i.tenant_id = p.tenant_id`;
    expect(row).toEqual({ npi: "160", code: "444814009", linked: true });
    expect(report.total().skipped).toBe(0);
  });

  test("7: a payer in words or contained is one coverage of its patient, and no insurance is self-pay", async () => {
    const contained = `"contained":[{"resourceType":"Coverage","id":"coverage","type":{"text":"private"},"payor":[{"display":"private"}]}]`;
    const { clinic } = await imported(
      someone("p1"),
      claim("c1", `"total":{"value":10}`),
      claim("c2", `"total":{"value":20}`),
      claim("c3", `"total":{"value":30}`).replace('"private"', '"no_insurance"'),
      `{"resourceType":"ExplanationOfBenefit","id":"e1","status":"active",${contained},"outcome":"complete","patient":{"reference":"Patient/p1"},"created":"2024-03-20","claim":{"reference":"Claim/c1"},"insurance":[{"coverage":{"reference":"#coverage"}}],"payment":{"amount":{"value":8}}}`,
    );
    const rows =
      await admin`select c.kind, count(i.id)::int as invoices, min(i.responsible) as responsible
      from app.coverages c join app.invoices i on i.tenant_id = c.tenant_id and i.coverage_id = c.id
      where c.tenant_id = ${clinic.tenantId} group by c.id, c.kind order by c.kind`;
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { kind: "insurance", invoices: 2, responsible: "insurance" },
      { kind: "self_pay", invoices: 1, responsible: "patient" },
    ]);
  });

  test("8: a 555 number is kept and can be searched for", async () => {
    const { clinic } = await imported(
      someone("p1", { telecom: [{ system: "phone", value: "555-978-4581" }] }),
    );
    const [row] =
      await admin`select value_token is not null as found from app.patient_contacts where tenant_id = ${clinic.tenantId}`;
    expect(row?.found).toBe(true);
    expect(await opened(clinic, "patient_contacts", "value_sealed")).toEqual([
      '{"value":"+15559784581"}',
    ]);
  });

  test("9: no allergy recorded is not the same as none known", async () => {
    const none = { coding: [{ system: "http://snomed.info/sct", code: "716186003" }] };
    const { clinic } = await imported(
      someone("p1"),
      someone("p2"),
      someone("p3"),
      {
        resourceType: "AllergyIntolerance",
        id: "a2",
        code: none,
        patient: { reference: "Patient/p2" },
      },
      {
        resourceType: "AllergyIntolerance",
        id: "a3",
        code: { text: "Latex" },
        patient: { reference: "Patient/p3" },
      },
    );
    const rows =
      await admin`select allergy_status from app.patients where tenant_id = ${clinic.tenantId} order by 1`;
    expect(rows.map((row) => row.allergy_status)).toEqual([
      "none_known",
      "not_recorded",
      "recorded",
    ]);
  });

  test("10: an organization that every Bundle brings along is one row", async () => {
    const clinic = await newClinic();
    const hospital = (id: string) => ({
      resourceType: "Organization",
      id,
      identifier: [{ system: "https://example.org", value: "same" }],
      name: "HOSPITAL",
    });
    const folder = inputFolder({
      "a.json": bundle(hospital("h1"), someone("p1")),
      "b.json": bundle(hospital("h2"), someone("p2")),
    });
    const report = await importInto(clinic, folder);
    expect(await count(clinic, "organizations")).toBe(1);
    expect(report.of("Organization")).toMatchObject({ read: 2, written: 1, unchanged: 1 });
  });

  test("11: names with accents, digits and one letter come through whole", async () => {
    const name = (family: string, given: string) => ({ name: [{ family, given: [given] }] });
    const { clinic } = await imported(
      someone("p1", name("Etxeberria-Østergaard", "María-José")),
      someone("p2", name("Brown30", "Xenia801")),
      someone("p3", name("O", "Bo")),
    );
    expect((await opened(clinic, "patients", "family_sealed")).sort()).toEqual([
      "Brown30",
      "Etxeberria-Østergaard",
      "O",
    ]);
  });

  test("12: every instant arrives as it was sent: nothing is moved in time", async () => {
    const { clinic } = await imported(
      someone("p1"),
      someResult("o1", "p1", { valueQuantity: { value: 1 } }),
    );
    const [row] =
      await admin`select effective_at from app.observations where tenant_id = ${clinic.tenantId}`;
    expect(new Date(row?.effective_at)).toEqual(new Date("2024-05-01T13:00:00Z"));
  });
});
