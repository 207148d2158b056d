import { type CatalogTest, catalogTest, rangeFor } from "#lib/labs/catalog";
import type { DemoClinic } from "./clinics.ts";
import { noteOf } from "./notes.ts";
import type { Person } from "./people.ts";
import { rounded } from "./random.ts";
import type { Story, Visit } from "./story.ts";

/** A FHIR resource in the making. */
export type Resource = { readonly resourceType: string; readonly id: string } & Record<
  string,
  unknown
>;

const coding = (system: string, code: string, display?: string) => ({
  coding: [{ system, code, ...(display ? { display } : {}) }],
  ...(display ? { text: display } : {}),
});
const loinc = "http://loinc.org";
const icd10 = "http://hl7.org/fhir/sid/icd-10-cm";
const snomed = "http://snomed.info/sct";
const terminology = "http://terminology.hl7.org/CodeSystem";

/** The id of a patient's resource, and of what belongs to it. */
export const idOf = (person: Person, ...more: (string | number)[]): string =>
  ["p", String(person.number).padStart(4, "0"), ...more].join("-");

const subjectOf = (person: Person) => ({ reference: `Patient/${idOf(person)}` });

/** The patient's own resource: names, numbers, ways to reach them. */
export function patientOf(clinic: DemoClinic, story: Story): Resource {
  const { person } = story;
  const [town, postalCode] = clinic.towns[person.number % clinic.towns.length] ?? clinic.towns[0];
  const mail = `${person.given}.${person.family}`
    .normalize("NFKD")
    .replace(/[^A-Za-z.]/g, "")
    .toLowerCase();
  const phone = `${clinic.area}-555-${String(100 + (person.number % 100)).padStart(4, "0")}`;
  const kin = person.number % 3 === 0;
  return {
    resourceType: "Patient",
    id: idOf(person),
    ...(person.isRestricted
      ? {
          meta: {
            security: [
              {
                system: `${terminology}/v3-Confidentiality`,
                code: "R",
                display: "Restricted at the patient’s request",
              },
            ],
          },
        }
      : {}),
    extension: [
      ...(person.genderIdentity
        ? [
            {
              url: "http://hl7.org/fhir/us/core/StructureDefinition/us-core-genderIdentity",
              valueCodeableConcept: { text: person.genderIdentity },
            },
          ]
        : []),
      ...(person.pronouns
        ? [
            {
              url: "http://hl7.org/fhir/StructureDefinition/individual-pronouns",
              extension: [{ url: "value", valueCodeableConcept: { text: person.pronouns } }],
            },
          ]
        : []),
      {
        url: "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex",
        valueCode: person.sex === "male" ? "M" : "F",
      },
    ],
    identifier: [
      {
        type: coding(`${terminology}/v2-0203`, "MR"),
        system: `urn:chartkeep:${clinic.slug}:mrn`,
        value: `${clinic.mrnPrefix}-${100_200 + person.number * 7}`,
      },
    ],
    active: person.number % 41 !== 40,
    name: [
      {
        use: "official",
        family: person.family,
        given: [person.given, ...(person.middle?.split(" ") ?? [])],
      },
      ...(person.preferred ? [{ use: "nickname", given: [person.preferred] }] : []),
    ],
    telecom: [
      { system: "phone", value: phone, use: "mobile" },
      { system: "email", value: `${mail}@example.com` },
    ],
    gender: person.sex,
    birthDate: person.birthDate,
    ...(person.isDeceased
      ? { deceasedDateTime: story.visits.at(-1)?.at.toISOString().slice(0, 10) }
      : {}),
    address: [
      {
        use: "home",
        line: [`${120 + person.number * 13} ${streets[person.number % streets.length]}`],
        city: town,
        state: clinic.state,
        postalCode,
        country: "US",
      },
    ],
    ...(kin
      ? {
          contact: [
            {
              relationship: [{ text: "Spouse" }],
              name: { text: `${person.preferred ?? "Alex"} ${person.family}` },
              telecom: [{ system: "phone", value: phone.replace("555-0", "555-1") }],
            },
          ],
        }
      : {}),
    communication: [
      {
        language: {
          coding: [{ system: "urn:ietf:bcp:47", code: person.language ?? "en" }],
          text: languages[person.language ?? "en"],
        },
        preferred: true,
      },
    ],
    generalPractitioner: [{ reference: `Practitioner/${story.clinician.id}` }],
  };
}

const streets = [
  "Juniper Lane",
  "Old Mill Road",
  "Harbor View Drive",
  "Maple Street",
  "Kestrel Court",
  "Second Avenue",
  "Quarry Hill Road",
];
const languages: Record<string, string> = {
  en: "English",
  es: "Spanish",
  zh: "Chinese",
  vi: "Vietnamese",
};

const substances = {
  penicillin: {
    code: "91936005",
    display: "Allergy to penicillin",
    category: "medication",
    reaction: "Hives",
    severity: "moderate",
    criticality: "high",
  },
  latex: {
    code: undefined,
    display: "Latex",
    category: "environment",
    reaction: "Contact dermatitis",
    severity: "mild",
    criticality: "low",
  },
  adhesive: {
    code: undefined,
    display: "Adhesive of patches and bandages",
    category: "environment",
    reaction: "Skin redness",
    severity: "mild",
    criticality: "low",
  },
  sulfonamides: {
    code: undefined,
    display: "Sulfonamide antibiotics",
    category: "medication",
    reaction: "Swelling of lips",
    severity: "severe",
    criticality: "high",
  },
} as const;

/** Problems and allergies: what is known about a patient beyond visits. */
export function backgroundOf(story: Story): Resource[] {
  const { person, therapy, visits, allergies } = story;
  const first = visits[0];
  if (!first) return [];
  const recordedDate = first.at.toISOString();
  const also = [...Object.entries(companions)].filter(
    ([, share], index) => (person.number * 7 + index * 13) % 100 < share,
  );
  const problems = [
    [`${therapy.problem.code}|${therapy.problem.display}`, 100] as const,
    ...also,
  ].map(([problem], index): Resource => {
    const [code = "", display = ""] = problem.split("|");
    return {
      resourceType: "Condition",
      id: idOf(person, "problem", index),
      clinicalStatus: coding(
        `${terminology}/condition-clinical`,
        index === 2 ? "resolved" : "active",
      ),
      verificationStatus: coding(`${terminology}/condition-ver-status`, "confirmed"),
      code: coding(icd10, code, display),
      subject: subjectOf(person),
      encounter: { reference: `Encounter/${idOf(person, "visit", 0)}` },
      onsetDateTime: String(Number(recordedDate.slice(0, 4)) - 1 - (index % 4)),
      recordedDate,
    };
  });
  if (allergies === "not_recorded") return problems;
  const known = allergies === "none_known" ? undefined : substances[allergies];
  return [
    ...problems,
    {
      resourceType: "AllergyIntolerance",
      id: idOf(person, "allergy"),
      clinicalStatus: coding(`${terminology}/allergyintolerance-clinical`, "active"),
      verificationStatus: coding(`${terminology}/allergyintolerance-verification`, "confirmed"),
      ...(known
        ? {
            category: [known.category],
            criticality: known.criticality,
            code: known.code ? coding(snomed, known.code, known.display) : { text: known.display },
            reaction: [{ manifestation: [{ text: known.reaction }], severity: known.severity }],
          }
        : { code: coding(snomed, "716186003", "No known allergy") }),
      patient: subjectOf(person),
      recordedDate,
    },
  ];
}

/** Problems that patients have besides, and how many of a hundred have them. */
const companions: Record<string, number> = {
  "I10|Essential (primary) hypertension": 27,
  "E78.5|Hyperlipidemia, unspecified": 31,
  "G47.33|Obstructive sleep apnea (adult) (pediatric)": 14,
  "E55.9|Vitamin D deficiency, unspecified": 18,
  "R73.03|Prediabetes": 16,
  "K21.9|Gastro-esophageal reflux disease without esophagitis": 12,
};

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

const laboratories = ["Meridian Reference Laboratory", "Bluewater Diagnostics"] as const;

/** The results of one visit as they came back: reports by panel, each result with the range of its laboratory. */
export function labsOf(story: Story, visit: Visit, today: Date): Resource[] {
  if (!visit.labs) return [];
  const { person } = story;
  const isOther = (person.number + visit.index) % 6 === 5;
  const laboratory = isOther ? laboratories[1] : laboratories[0];
  const isFresh = today.getTime() - visit.drawnAt.getTime() < 9 * 86_400_000;
  const issued = new Date(visit.drawnAt.getTime() + 30 * 3_600_000).toISOString();
  const tests = [...visit.labs].flatMap(([code, value]) => {
    const known = catalogTest(code);
    return known ? [{ known, value }] : [];
  });
  const common = {
    subject: subjectOf(person),
    effectiveDateTime: visit.drawnAt.toISOString(),
    issued,
    performer: [{ display: laboratory }],
  };
  const results = tests.map(
    ({ known, value }): Resource => ({
      resourceType: "Observation",
      id: idOf(person, "lab", visit.index, known.code),
      status:
        isFresh && known.panel === "Hormones"
          ? "preliminary"
          : (person.number + visit.index) % 29 === 7 && known.code === "2823-3"
            ? "corrected"
            : "final",
      category: [coding(`${terminology}/observation-category`, "laboratory")],
      code: coding(loinc, known.code, known.name),
      ...common,
      valueQuantity: {
        value,
        unit: known.unit,
        system: "http://unitsofmeasure.org",
        code: known.unit,
      },
      ...rangeOf(known, value, person, isOther),
    }),
  );
  const byPanel = Map.groupBy(tests, ({ known }) => known.panel);
  const reports = [...byPanel].map(
    ([panel, members]): Resource => ({
      resourceType: "DiagnosticReport",
      id: idOf(person, "panel", visit.index, panel.replace(/\W/g, "")),
      status: isFresh && panel === "Hormones" ? "partial" : "final",
      category: [coding(`${terminology}/v2-0074`, "LAB")],
      code: { text: panel },
      ...common,
      result: members.map(({ known }) => ({
        reference: `Observation/${idOf(person, "lab", visit.index, known.code)}`,
      })),
    }),
  );
  return [...reports, ...results];
}

/** The range that a result came with. The other laboratory's are a little different, as in life. */
function rangeOf(known: CatalogTest, value: number, person: Person, isOther: boolean) {
  const own = rangeFor(known, person.sex);
  if (!own) return {};
  const shift = isOther ? 1.08 : 1;
  const edge = (bound: number | undefined) =>
    bound === undefined ? undefined : rounded(bound * shift, bound < 10 ? 1 : 0);
  const [low, high] = [edge(own.low), edge(own.high)];
  const { critical } = known;
  const flag =
    critical?.high !== undefined && value >= critical.high
      ? "HH"
      : critical?.low !== undefined && value <= critical.low
        ? "LL"
        : high !== undefined && value > high
          ? "H"
          : low !== undefined && value < low
            ? "L"
            : "N";
  const bound = (limit: number | undefined) =>
    limit === undefined ? undefined : { value: limit, unit: known.unit };
  return {
    referenceRange: [
      {
        ...(low === undefined ? {} : { low: bound(low) }),
        ...(high === undefined ? {} : { high: bound(high) }),
      },
      ...(critical
        ? [
            {
              type: { text: "Critical" },
              ...(critical.low === undefined ? {} : { low: bound(critical.low) }),
              ...(critical.high === undefined ? {} : { high: bound(critical.high) }),
            },
          ]
        : []),
    ],
    interpretation: [coding(`${terminology}/v3-ObservationInterpretation`, flag)],
  };
}
