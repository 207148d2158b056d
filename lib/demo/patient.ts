import type { DemoClinic } from "./clinics.ts";
import { coding, idOf, type Resource, terminology } from "./resource.ts";
import type { Story } from "./story.ts";

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
