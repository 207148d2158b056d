import { randomInt } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "#lib/cli/step";
import { admin, clinicId } from "./staff.ts";

/** A patient of the test's own, put into a clinic by the importer, whose every value occurs nowhere else. */
export interface PlantedPatient {
  readonly patientId: string;
  readonly noteId: string;
  readonly invoiceIds: readonly string[];
  readonly family: string;
  readonly given: string;
  readonly birthDate: string;
  readonly mrn: string;
  /** Who it is: what only the clinic's own members may read. */
  readonly identity: readonly string[];
  /** What is wrong with them: what a biller may not read either. */
  readonly clinical: readonly string[];
}

/** What each planted claim charges, and how many days ago. */
export const plantedClaims = [
  { cents: 18_500, daysAgo: 12 },
  { cents: 24_075, daysAgo: 47 },
  { cents: 9_930, daysAgo: 133 },
] as const;

/** The planted results of one test, oldest first; its code is that of total testosterone. */
export const plantedLabs = ["311.37", "477.91", "1283.57", "602.43"] as const;
/** The lab test that a planted patient has a result of. */
export const plantedTest = { code: "2986-8", name: "Testosterone, total" } as const;

const letters = (count: number) =>
  Array.from({ length: count }, () => "bcdfghjklmnpqrstvwxz"[randomInt(20)]).join("");
const day = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * day).toISOString();
const coded = (system: string, code: string, text: string) => ({
  coding: [{ system, code, display: text }],
  text,
});
const terminology = "http://terminology.hl7.org/CodeSystem";

/** Imports one such patient into a clinic, as an operator would, and finds the ids it was given. */
export async function plantPatient(slug: string): Promise<PlantedPatient> {
  const mark = letters(6);
  const who = {
    family: `Quill${letters(6)}`,
    given: `Ottol${letters(4)}`,
    birthDate: `19${randomInt(21, 29)}-0${randomInt(1, 10)}-${randomInt(10, 29)}`,
    mrn: `ZQ-${randomInt(1e8, 9e8)}`,
  };
  const told = {
    phone: `917-555-0${randomInt(100, 199)}`,
    email: `${mark}@example.com`,
    street: `${randomInt(100, 999)} Wren${mark} Walk`,
    allergy: `Marzipan${mark}`,
    problem: `Hiccup${mark} syndrome`,
    drug: `Examplamine${mark} 40 mg tablet`,
    note: `Zanzibar${mark} was mentioned.`,
    // To the millisecond, so that the note can be found by it.
    writtenAt: new Date(Date.now() - 20 * day + randomInt(day)).toISOString(),
  };
  const tenantId = await clinicId(slug);
  const folder = await mkdtemp(join(tmpdir(), "chartkeep-planted-"));
  try {
    const file = join(folder, "bundle.json");
    await writeFile(file, JSON.stringify(bundleOf(mark, who, told)));
    const { code, output } = await runProgram("lib/cli/import.ts", ["--clinic", slug, file], {
      env: { DATABASE_URL: process.env.TEST_ADMIN_URL ?? "" },
    });
    if (code !== 0) throw new Error(`the planted patient was not imported:\n${output}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const ids = await idsOf(tenantId, told.writtenAt);
  return {
    ...ids,
    ...who,
    identity: [who.family, who.given, who.mrn, told.phone, told.email, told.street],
    clinical: [told.allergy, told.problem, told.drug, told.note, ...plantedLabs],
  };
}

async function idsOf(tenantId: string, writtenAt: string) {
  const [note] = await admin<{ id: string; patientId: string }[]>`
    select id, patient_id as "patientId" from app.notes
    where tenant_id = ${tenantId} and written_at = ${writtenAt}`;
  if (!note) throw new Error("the planted note is not there");
  const invoices = await admin<{ id: string }[]>`select id from app.invoices
    where tenant_id = ${tenantId} and patient_id = ${note.patientId} order by issued_on desc`;
  return {
    patientId: note.patientId,
    noteId: note.id,
    invoiceIds: invoices.map(({ id }) => id),
  };
}

type Told = Readonly<
  Record<
    "phone" | "email" | "street" | "allergy" | "problem" | "drug" | "note" | "writtenAt",
    string
  >
>;

/** The patient as another system would send them. */
function bundleOf(
  mark: string,
  who: Pick<PlantedPatient, "family" | "given" | "birthDate" | "mrn">,
  told: Told,
) {
  const subject = { reference: `Patient/${mark}` };
  const observation = (id: string, category: string, at: string, more: object) => ({
    resourceType: "Observation",
    id: `${mark}-${id}`,
    status: "final",
    category: [coded(`${terminology}/observation-category`, category, category)],
    subject,
    effectiveDateTime: at,
    ...more,
  });
  const resources = [
    {
      resourceType: "Patient",
      id: mark,
      identifier: [{ type: coded(`${terminology}/v2-0203`, "MR", "MRN"), value: who.mrn }],
      active: true,
      name: [{ use: "official", family: who.family, given: [who.given] }],
      telecom: [
        { system: "phone", value: told.phone },
        { system: "email", value: told.email },
      ],
      gender: "male",
      birthDate: who.birthDate,
      address: [{ line: [told.street], city: "Austin", state: "TX", postalCode: "78704" }],
    },
    {
      resourceType: "AllergyIntolerance",
      id: `${mark}-allergy`,
      clinicalStatus: coded(`${terminology}/allergyintolerance-clinical`, "active", "Active"),
      code: { text: told.allergy },
      patient: subject,
    },
    {
      resourceType: "Condition",
      id: `${mark}-problem`,
      clinicalStatus: coded(`${terminology}/condition-clinical`, "active", "Active"),
      code: { text: told.problem },
      subject,
    },
    {
      resourceType: "MedicationRequest",
      id: `${mark}-drug`,
      status: "active",
      intent: "order",
      medicationCodeableConcept: { text: told.drug },
      subject,
      authoredOn: ago(90),
      dosageInstruction: [{ text: "One tablet daily" }],
    },
    {
      resourceType: "DocumentReference",
      id: `${mark}-note`,
      status: "current",
      docStatus: "final",
      type: coded("http://loinc.org", "11506-3", "Progress note"),
      category: [
        coded(
          "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category",
          "clinical-note",
          "Clinical note",
        ),
      ],
      subject,
      date: told.writtenAt,
      description: "Planted visit",
      content: [
        {
          attachment: {
            contentType: "text/plain",
            data: Buffer.from(`SUBJECTIVE\n${told.note}`).toString("base64"),
          },
        },
      ],
    },
    ...plantedLabs.map((value, index) =>
      observation(`lab-${index}`, "laboratory", ago(400 - index * 100), {
        code: coded("http://loinc.org", plantedTest.code, plantedTest.name),
        valueQuantity: { value: Number(value), unit: "ng/dL", code: "ng/dL" },
        referenceRange: [
          { low: { value: 264, unit: "ng/dL" }, high: { value: 916, unit: "ng/dL" } },
        ],
      }),
    ),
    observation("pulse", "vital-signs", ago(20), {
      code: coded("http://loinc.org", "8867-4", "Heart rate"),
      valueQuantity: { value: 67, unit: "/min", code: "/min" },
    }),
    ...plantedClaims.map(({ cents, daysAgo }, index) => ({
      resourceType: "Claim",
      id: `${mark}-claim-${index}`,
      status: "active",
      use: "claim",
      type: { coding: [{ code: "professional" }] },
      patient: subject,
      billablePeriod: { start: ago(daysAgo), end: ago(daysAgo) },
      created: ago(daysAgo),
      item: [
        {
          sequence: 1,
          productOrService: { text: "Planted service" },
          net: { value: cents / 100, currency: "USD" },
        },
      ],
      total: { value: cents / 100, currency: "USD" },
    })),
  ];
  return {
    resourceType: "Bundle",
    type: "collection",
    entry: resources.map((resource) => ({ resource })),
  };
}
