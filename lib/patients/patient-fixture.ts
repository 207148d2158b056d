import "server-only";
import { patientContacts } from "#db/schema/patient-contacts";
import { patients } from "#db/schema/patients";
import { newId, PatientId } from "#lib/ids";
import { ContactRecord, DemographicsRecord, packRecord } from "#lib/phi/records";
import type { Scope } from "#lib/scope";

/** A patient as a test or a benchmark describes one. What is left out is made up or absent. */
export interface FixturePatient {
  readonly family: string;
  readonly given: string;
  readonly formerFamily?: string;
  readonly birthDate?: string;
  readonly mrn?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly status?: "active" | "inactive" | "entered_in_error";
  readonly isRestricted?: boolean;
  readonly isDeceased?: boolean;
  readonly practitionerId?: string;
  readonly lastVisitAt?: Date;
  readonly updatedAt?: Date;
}

const batch = 1_000;

/** Puts sealed patients and their contacts into the scope's clinic, as the importer does, and returns their ids. */
export async function addPatients(
  scope: Scope,
  people: readonly FixturePatient[],
): Promise<PatientId[]> {
  const made = people.map((person) => ({ person, id: PatientId.parse(newId()) }));
  for (let start = 0; start < made.length; start += batch) {
    const some = made.slice(start, start + batch);
    await scope.tx.insert(patients).values(some.map(({ person, id }) => rowOf(scope, person, id)));
    const contacts = some.flatMap(({ person, id }) => contactsOf(scope, person, id));
    if (contacts.length > 0) await scope.tx.insert(patientContacts).values(contacts);
  }
  return made.map(({ id }) => id);
}

function rowOf(scope: Scope, person: FixturePatient, id: PatientId) {
  const { family, given, formerFamily, birthDate, mrn = id } = person;
  const { status, isRestricted, isDeceased, practitionerId, lastVisitAt, updatedAt } = person;
  const seal = (column: string, text: string) =>
    scope.seal({ table: "patients", column, rowId: id }, text);
  return {
    tenantId: scope.tenantId,
    id,
    familySealed: seal("family_sealed", family),
    givenSealed: seal("given_sealed", given),
    birthDateSealed: birthDate === undefined ? null : seal("birth_date_sealed", birthDate),
    mrnSealed: seal("mrn_sealed", mrn),
    mrnToken: scope.tokens.ofMrn(mrn),
    demographicsSealed: seal(
      "demographics_sealed",
      packRecord(DemographicsRecord, { sex: "Female", formerFamily }),
    ),
    ...scope.tokens.ofName({ family, given, secondFamily: formerFamily }),
    birthDateToken: birthDate === undefined ? null : scope.tokens.ofBirthDate(birthDate),
    status,
    isRestricted,
    isDeceased,
    practitionerId,
    lastVisitAt,
    updatedAt,
  };
}

function contactsOf(scope: Scope, { phone, email }: FixturePatient, patientId: PatientId) {
  return (["phone", "email"] as const).flatMap((kind) => {
    const value = kind === "phone" ? phone : email;
    if (value === undefined) return [];
    const id = newId();
    const place = { table: "patient_contacts", column: "value_sealed", rowId: id };
    return {
      tenantId: scope.tenantId,
      id,
      patientId,
      kind,
      valueSealed: scope.seal(place, packRecord(ContactRecord, { value })),
      valueToken: scope.tokens.ofContact(kind, value),
    };
  });
}
