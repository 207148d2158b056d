import { noteOf } from "./notes.ts";
import { rounded } from "./random.ts";
import { coding, icd10, idOf, loinc, type Resource, subjectOf, terminology } from "./resource.ts";
import type { Story, Visit } from "./story.ts";

/** What one visit leaves in the chart: the visit, its vital signs, the note, and the prescription it changed. */
export function visitOf(story: Story, visit: Visit, isLast: boolean): Resource[] {
  const { person, therapy } = story;
  const at = visit.at.toISOString();
  const end = new Date(visit.at.getTime() + visit.minutes * 60_000).toISOString();
  const encounter = { reference: `Encounter/${idOf(person, "visit", visit.index)}` };
  const clinician = {
    reference: `Practitioner/${visit.clinician.id}`,
    display: `${visit.clinician.given} ${visit.clinician.family}, ${visit.clinician.credentials}`,
  };
  const types = {
    initial: "Initial consultation",
    "follow-up": "Follow-up with lab review",
    refill: "Medication check",
  };
  const draft = isLast && person.number % 17 === 3;
  return [
    {
      resourceType: "Encounter",
      id: idOf(person, "visit", visit.index),
      status: "finished",
      class: { system: `${terminology}/v3-ActCode`, code: visit.isTelehealth ? "VR" : "AMB" },
      type: [{ text: types[visit.kind] }],
      subject: subjectOf(person),
      participant: [{ individual: clinician }],
      period: { start: at, end },
      reasonCode: [
        {
          text:
            visit.kind === "initial"
              ? therapy.complaint
              : `${therapy.problem.display}: ${types[visit.kind].toLowerCase()}`,
        },
      ],
    },
    ...vitalsOf(story, visit, at, encounter),
    {
      resourceType: "DocumentReference",
      id: idOf(person, "note", visit.index),
      status: "current",
      docStatus: draft ? "preliminary" : "final",
      type: coding(loinc, "11506-3", "Progress note"),
      category: [
        coding(
          "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category",
          "clinical-note",
        ),
      ],
      subject: subjectOf(person),
      date: end,
      author: [clinician],
      description: types[visit.kind],
      content: [
        {
          attachment: {
            contentType: "text/plain; charset=utf-8",
            data: Buffer.from(noteOf(story, visit)).toString("base64"),
          },
        },
      ],
      context: { encounter: [encounter] },
    },
    ...prescriptionOf(story, visit, encounter, clinician),
  ];
}

function vitalsOf(
  story: Story,
  visit: Visit,
  effectiveDateTime: string,
  encounter: object,
): Resource[] {
  const { weight, systolic, diastolic, pulse } = visit.body;
  const base = (name: string, code: string, display: string): Resource => ({
    resourceType: "Observation",
    id: idOf(story.person, name, visit.index),
    status: "final",
    category: [coding(`${terminology}/observation-category`, "vital-signs")],
    code: coding(loinc, code, display),
    subject: subjectOf(story.person),
    encounter,
    effectiveDateTime,
  });
  const quantity = (value: number, unit: string) => ({
    value,
    unit,
    system: "http://unitsofmeasure.org",
    code: unit,
  });
  return [
    {
      ...base("pressure", "55284-4", "Blood pressure"),
      component: [
        {
          code: coding(loinc, "8480-6", "Systolic blood pressure"),
          valueQuantity: quantity(systolic, "mm[Hg]"),
        },
        {
          code: coding(loinc, "8462-4", "Diastolic blood pressure"),
          valueQuantity: quantity(diastolic, "mm[Hg]"),
        },
      ],
    },
    { ...base("weight", "29463-7", "Body weight"), valueQuantity: quantity(weight, "kg") },
    {
      ...base("bmi", "39156-5", "Body mass index"),
      valueQuantity: quantity(rounded(weight / (story.height / 100) ** 2, 1), "kg/m2"),
    },
    { ...base("pulse", "8867-4", "Heart rate"), valueQuantity: quantity(pulse, "/min") },
    ...(visit.index === 0
      ? [
          {
            ...base("height", "8302-2", "Body height"),
            valueQuantity: quantity(story.height, "cm"),
          },
        ]
      : []),
  ];
}

/** A change of dose is a new prescription; the one before it ends that day, with its reason. */
function prescriptionOf(
  story: Story,
  visit: Visit,
  encounter: object,
  requester: object,
): Resource[] {
  if (visit.change === "same") return [];
  const { person, therapy, visits } = story;
  const next = visits.find((one) => one.index > visit.index && one.change !== "same");
  const authoredOn = visit.at.toISOString();
  return [
    {
      resourceType: "MedicationRequest",
      id: idOf(person, "rx", visit.index),
      ...(therapy.schedule
        ? { extension: [{ url: "urn:chartkeep:dea-schedule", valueCode: therapy.schedule }] }
        : {}),
      status: next || person.isDeceased ? "stopped" : "active",
      ...(next
        ? { statusReason: { text: next.change === "up" ? "Dose increased" : "Dose reduced" } }
        : {}),
      intent: "order",
      medicationCodeableConcept: { text: therapy.drug },
      subject: subjectOf(person),
      encounter,
      authoredOn,
      requester,
      reasonCode: [coding(icd10, therapy.problem.code, therapy.problem.display)],
      dosageInstruction: [
        {
          text: `${therapy.words(visit.dose)} ${therapy.route.toLowerCase()} ${therapy.frequency}`,
          route: { text: therapy.route },
          timing: {
            code: { text: therapy.frequency },
            repeat: next ? { boundsPeriod: { start: authoredOn, end: next.at.toISOString() } } : {},
          },
          doseAndRate: [{ doseQuantity: { value: visit.dose, unit: therapy.unit } }],
        },
      ],
      dispenseRequest: {
        numberOfRepeatsAllowed: therapy.schedule ? 2 : 3,
        quantity: {
          value: Number.parseFloat(therapy.quantity),
          unit: therapy.quantity.replace(/^[\d.]+ /, ""),
        },
        expectedSupplyDuration: { value: therapy.daysSupply, unit: "days", code: "d" },
      },
    },
  ];
}
