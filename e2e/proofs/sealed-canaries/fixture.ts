import { randomUUID } from "node:crypto";
import type { Canaries } from "./canaries.ts";

type Resource = Readonly<Record<string, unknown>> & { readonly resourceType: string };

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** A patient of one bundle with a record of every kind; whatever can hold words, a date or a number holds a canary. */
export function bundleOf(canaries: Canaries): { bundle: object; family: string } {
  const family = canaries.word();
  const ids = new Map<string, string>();
  const url = (name: string) => {
    if (!ids.has(name)) ids.set(name, `urn:uuid:${randomUUID()}`);
    return ids.get(name) ?? "";
  };
  const to = (name: string) => ({ reference: url(name) });
  const words = () => ({ text: canaries.word() });
  const loinc = (code: string) => ({
    coding: [{ system: "http://loinc.org", code, display: canaries.word() }],
    text: canaries.word(),
  });
  const at = "2026-03-02T14:00:00Z";
  const subject = to("patient");

  const resources: Record<string, Resource> = {
    patient: {
      resourceType: "Patient",
      name: [
        {
          use: "official",
          family,
          given: [canaries.word(), canaries.word()],
          prefix: [canaries.word()],
        },
      ],
      identifier: [
        { type: { coding: [{ code: "MR" }] }, value: canaries.word() },
        { type: words(), system: "urn:example", value: canaries.word() },
      ],
      telecom: [
        { system: "phone", value: canaries.phone() },
        { system: "email", value: `${canaries.word()}@example.com` },
      ],
      gender: "female",
      birthDate: canaries.birthDate(),
      address: [{ line: [canaries.word()], city: canaries.word(), postalCode: "60601" }],
      contact: [
        {
          name: { family: canaries.word(), given: [canaries.word()] },
          telecom: [{ system: "phone", value: canaries.phone() }],
        },
      ],
    },
    coverage: {
      resourceType: "Coverage",
      status: "active",
      subscriberId: canaries.word(),
      beneficiary: subject,
      payor: [{ display: canaries.word() }],
      class: [
        { type: { coding: [{ code: "plan" }] }, value: canaries.word(), name: canaries.word() },
      ],
    },
    encounter: {
      resourceType: "Encounter",
      status: "finished",
      class: { code: "AMB" },
      type: [words()],
      reasonCode: [words()],
      subject,
      period: { start: at, end: "2026-03-02T14:30:00Z" },
    },
    condition: {
      resourceType: "Condition",
      clinicalStatus: { coding: [{ code: "active" }] },
      code: words(),
      subject,
      encounter: to("encounter"),
      onsetDateTime: at,
    },
    allergy: {
      resourceType: "AllergyIntolerance",
      clinicalStatus: { coding: [{ code: "active" }] },
      code: words(),
      patient: subject,
      reaction: [{ manifestation: [words()] }],
      note: [{ text: canaries.word() }],
    },
    medication: {
      resourceType: "MedicationRequest",
      status: "active",
      intent: "order",
      medicationCodeableConcept: words(),
      subject,
      encounter: to("encounter"),
      authoredOn: at,
      reasonCode: [words()],
      dosageInstruction: [{ text: canaries.word() }],
    },
    lab: {
      resourceType: "Observation",
      status: "final",
      category: [{ coding: [{ code: "laboratory" }] }],
      code: loinc("2986-8"),
      subject,
      encounter: to("encounter"),
      effectiveDateTime: at,
      valueQuantity: { value: Number(canaries.number()), unit: "ng/dL" },
      referenceRange: [{ low: { value: Number(canaries.number()) }, text: canaries.word() }],
      note: [{ text: canaries.word() }],
    },
    words: {
      resourceType: "Observation",
      status: "final",
      category: [{ coding: [{ code: "laboratory" }] }],
      code: loinc("5778-6"),
      subject,
      effectiveDateTime: at,
      valueString: canaries.word(),
    },
    report: {
      resourceType: "DiagnosticReport",
      status: "final",
      category: [{ coding: [{ code: "LAB" }] }],
      code: words(),
      subject,
      effectiveDateTime: at,
      conclusion: canaries.word(),
      result: [to("lab")],
    },
    immunization: {
      resourceType: "Immunization",
      status: "completed",
      vaccineCode: words(),
      patient: subject,
      occurrenceDateTime: at,
    },
    procedure: {
      resourceType: "Procedure",
      status: "completed",
      code: words(),
      subject,
      performedDateTime: at,
    },
    note: {
      resourceType: "DocumentReference",
      status: "current",
      type: { coding: [{ system: "http://loinc.org", code: "11506-3" }] },
      category: [{ coding: [{ code: "clinical-note" }] }],
      description: canaries.word(),
      subject,
      date: at,
      content: [
        { attachment: { contentType: "text/plain", data: base64(`Plan: ${canaries.word()}`) } },
      ],
    },
    document: {
      resourceType: "DocumentReference",
      status: "current",
      type: { text: "Consent" },
      description: canaries.word(),
      subject,
      date: at,
      content: [
        { attachment: { contentType: "application/pdf", data: base64(`%PDF ${canaries.word()}`) } },
      ],
    },
    appointment: {
      resourceType: "Appointment",
      status: "booked",
      description: canaries.word(),
      start: "2026-12-02T14:00:00Z",
      end: "2026-12-02T14:30:00Z",
      participant: [
        {
          actor: { reference: `Patient/${url("patient").slice(9)}` },
          status: "accepted",
        },
      ],
    },
    claim: {
      resourceType: "Claim",
      status: "active",
      use: "claim",
      patient: subject,
      created: at,
      insurance: [{ focal: true, coverage: to("coverage") }],
      item: [
        {
          sequence: 1,
          productOrService: words(),
          net: { value: 125, currency: "USD" },
          encounter: [to("encounter")],
        },
      ],
      total: { value: 125, currency: "USD" },
    },
    remittance: {
      resourceType: "ExplanationOfBenefit",
      status: "active",
      outcome: "complete",
      patient: subject,
      created: at,
      claim: to("claim"),
      insurer: { display: canaries.word() },
      payment: {
        date: "2026-03-20",
        amount: { value: 80, currency: "USD" },
        identifier: { value: canaries.word() },
      },
    },
  };
  return {
    family,
    bundle: {
      resourceType: "Bundle",
      type: "collection",
      entry: Object.entries(resources).map(([name, resource]) => ({
        fullUrl: url(name),
        resource: { id: url(name).slice(9), ...resource },
      })),
    },
  };
}
