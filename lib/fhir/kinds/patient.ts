import { createHash } from "node:crypto";
import { z } from "zod";
import { DemographicsRecord, IdentifiersRecord, packRecord } from "#lib/phi/records";
import type { PatientExtra } from "../draft.ts";
import { type Box, kind } from "../kind.ts";
import {
  Address,
  Coding,
  Concept,
  ContactPoint,
  Extension,
  type ExtensionValue,
  HumanName,
  Identifier,
  Reference,
  Text,
  wordsOf,
} from "../types.ts";
import { contactsOf } from "./patient-contacts.ts";
import { namesOf } from "./patient-names.ts";

const Patient = z.object({
  meta: z.object({ security: z.array(Coding).optional() }).optional(),
  extension: z.array(Extension).optional(),
  identifier: z.array(Identifier).optional(),
  active: z.boolean().optional(),
  name: z.array(HumanName).optional(),
  telecom: z.array(ContactPoint).optional(),
  gender: Text,
  birthDate: Text,
  deceasedBoolean: z.boolean().optional(),
  deceasedDateTime: Text,
  address: z.array(Address).optional(),
  maritalStatus: Concept.optional(),
  contact: z
    .array(
      z.object({
        relationship: z.array(Concept).optional(),
        name: HumanName.optional(),
        telecom: z.array(ContactPoint).optional(),
      }),
    )
    .optional(),
  communication: z
    .array(z.object({ language: Concept, preferred: z.boolean().optional() }))
    .optional(),
  generalPractitioner: z.array(Reference).optional(),
});
/** What a Patient resource says, of the fields that are read. */
export type PatientResource = z.output<typeof Patient>;

/** A person the clinic treats. A partial birth date stays partial; a missing MRN is made from the source's own id. */
export const patient = kind("Patient", Patient, (resource, box) => {
  const names = namesOf(resource.name ?? []);
  const mrn = mrnOf(resource, box);
  const birthDate = box.when("birthDate", resource.birthDate);
  const restricted = resource.meta?.security?.find(
    (label) => label.code === "R" || label.code === "V",
  );
  const others = [
    ...(resource.identifier ?? []).flatMap((one) =>
      one.value && one.value !== mrn
        ? [{ type: wordsOf(one.type), system: one.system, value: one.value }]
        : [],
    ),
    ...(names.formerFamily ? [{ type: "Former family name", value: names.formerFamily }] : []),
  ];
  const extra: PatientExtra = {
    kind: "patient",
    family: names.family,
    given: names.given,
    birthDate: birthDate?.precision === "day" ? birthDate.text : undefined,
    mrn,
    contacts: contactsOf(resource),
  };

  return [
    {
      entity: "patients",
      resourceType: "Patient",
      keys: box.keys,
      plain: {
        status: resource.active === false ? "inactive" : "active",
        isRestricted: restricted !== undefined,
        isDeceased: resource.deceasedBoolean === true || resource.deceasedDateTime !== undefined,
      },
      sealed: {
        familySealed: names.family,
        givenSealed: names.given,
        birthDateSealed: birthDate?.text,
        mrnSealed: mrn,
        demographicsSealed: packRecord(DemographicsRecord, {
          ...names.packed,
          ...demographicsOf(resource, box),
          restrictionReason: restricted?.display,
        }),
        identifiersSealed:
          others.length > 0 ? packRecord(IdentifiersRecord, { identifiers: others }) : undefined,
      },
      links: {
        practitionerId: box.may(
          "generalPractitioner",
          "practitioners",
          "Practitioner",
          resource.generalPractitioner?.[0],
        ),
      },
      extra,
    },
  ];
});

function mrnOf(resource: PatientResource, box: Box): string {
  const numbers = (resource.identifier ?? []).filter((one) => one.value);
  const typed = numbers.find((one) => one.type?.coding?.some((coding) => coding.code === "MR"));
  const own = typed ?? numbers.find((one) => one.use === "usual");
  if (own?.value) return own.value;
  const digest = createHash("sha256")
    .update(box.keys[0] ?? "")
    .digest("hex");
  return `CK-${digest.slice(0, 10).toUpperCase()}`;
}

const sexes: Record<string, string> = {
  male: "Male",
  female: "Female",
  other: "Other",
  unknown: "Unknown",
  M: "Male",
  F: "Female",
  UNK: "Unknown",
};

function demographicsOf(resource: PatientResource, box: Box) {
  const extension = (end: string) => resource.extension?.find((one) => one.url.endsWith(end));
  const sex = extensionText(extension("us-core-birthsex")) ?? resource.gender;
  const spoken = resource.communication ?? [];
  const language = spoken.find((one) => one.preferred) ?? spoken[0];
  return {
    sex: sex === undefined ? undefined : (sexes[sex] ?? sex),
    genderIdentity:
      extensionText(extension("us-core-genderIdentity")) ??
      extensionText(extension("individual-genderIdentity")),
    pronouns: extensionText(extension("individual-pronouns")),
    race: extensionText(extension("us-core-race")),
    ethnicity: extensionText(extension("us-core-ethnicity")),
    language: wordsOf(language?.language),
    maritalStatus: wordsOf(resource.maritalStatus),
    deceasedAt: box.when("deceasedDateTime", resource.deceasedDateTime)?.text,
  };
}

/** The words of an extension, whether it holds them itself or in a part called `text` or `value`. */
function extensionText(extension: ExtensionValue | undefined): string | undefined {
  if (!extension) return undefined;
  const own =
    extension.valueString ?? extension.valueCode ?? wordsOf(extension.valueCodeableConcept);
  const parts = extension.extension ?? [];
  const part = parts.find((one) => one.url === "text") ?? parts.find((one) => one.url === "value");
  return own ?? extension.valueCoding?.display ?? extensionText(part);
}
