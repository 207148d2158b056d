import type { Sealed } from "#db/columns";
import type { allergies } from "#db/schema/allergies";
import type { medicationRequests } from "#db/schema/medication-requests";
import type { patients } from "#db/schema/patients";
import type { problems } from "#db/schema/problems";
import { ageOn, dayOf } from "#lib/dates";
import { listedName, sexShown } from "#lib/person-name";
import { DemographicsRecord, OrderRecord, readRecord, SubstanceRecord } from "#lib/phi/records";
import type { Opener } from "#lib/scope";
import { codeShown, isCurrent, isInForce, type ListedAllergy, plainTerm } from "./rules.ts";
import type {
  AllergyStanding,
  AllergyView,
  BannerView,
  MedicationView,
  ProblemView,
  VisitView,
} from "./view.ts";

type PatientRow = Pick<
  typeof patients.$inferSelect,
  | "id"
  | "familySealed"
  | "givenSealed"
  | "birthDateSealed"
  | "mrnSealed"
  | "demographicsSealed"
  | "isRestricted"
  | "isDeceased"
  | "status"
>;
type AllergyRow = typeof allergies.$inferSelect;
type MedicationRow = typeof medicationRequests.$inferSelect;
type ProblemRow = typeof problems.$inferSelect;

const iso = (instant: Date | null): string | undefined => instant?.toISOString();

/** Opens what the banner shows of a patient. */
export function bannerView(
  open: Opener,
  row: PatientRow,
  allergies: AllergyStanding | undefined,
  timeZone: string,
): BannerView {
  const at = (column: string) => ({ table: "patients", column, rowId: row.id });
  const person = readRecord(
    DemographicsRecord,
    open(row.demographicsSealed, at("demographics_sealed")),
  );
  const birthDate =
    row.birthDateSealed === null ? undefined : open(row.birthDateSealed, at("birth_date_sealed"));
  const lastDay = row.isDeceased ? person.deceasedAt?.slice(0, 10) : dayOf(new Date(), timeZone);
  return {
    patientId: row.id,
    name: listedName({
      family: open(row.familySealed, at("family_sealed")),
      given: open(row.givenSealed, at("given_sealed")),
      preferredName: person.preferredName,
    }),
    birthDate,
    age: birthDate === undefined || lastDay === undefined ? undefined : ageOn(birthDate, lastDay),
    sex: sexShown(person.sex),
    genderIdentity: person.genderIdentity,
    pronouns: person.pronouns,
    mrn: open(row.mrnSealed, at("mrn_sealed")),
    allergies,
    isRestricted: row.isRestricted,
    isDeceased: row.isDeceased,
    deceasedOn: person.deceasedAt?.slice(0, 10),
    isInactive: row.status !== "active",
  };
}

/** Opens an allergy as far as it takes to sum all of them up. */
export function openSubstance(
  open: Opener,
  row: AllergyRow,
): ListedAllergy & { comment?: string | undefined } {
  const place = { table: "allergies", column: "substance_sealed", rowId: row.id };
  const { substance, reactions, comment } = readRecord(
    SubstanceRecord,
    open(row.substanceSealed, place),
  );
  return {
    code: row.code,
    substance: plainTerm(substance),
    criticality: row.criticality,
    clinicalStatus: row.clinicalStatus,
    verificationStatus: row.verificationStatus,
    reactions: (reactions ?? []).map((one) => ({
      manifestation: plainTerm(one.manifestation),
      severity: one.severity,
    })),
    comment,
  };
}

/** An opened allergy as its tab shows it. */
export const allergyView = (
  row: AllergyRow,
  opened: ReturnType<typeof openSubstance>,
): AllergyView => ({
  id: row.id,
  substance: opened.substance,
  reactions: opened.reactions.map(({ manifestation, severity }) => ({ manifestation, severity })),
  category: row.category,
  criticality: row.criticality,
  status: row.clinicalStatus,
  isActive: isInForce(opened),
  verification: row.verificationStatus,
  recordedAt: iso(row.recordedAt),
  comment: opened.comment,
});

/** Opens a prescription. */
export function medicationView(
  open: Opener,
  row: MedicationRow,
  prescriber: string | null,
): MedicationView {
  const place = { table: "medication_requests", column: "order_sealed", rowId: row.id };
  const order = readRecord(OrderRecord, open(row.orderSealed, place));
  return {
    id: row.id,
    drug: order.drug,
    dose: order.dose,
    route: order.route,
    frequency: order.frequency,
    instructions: order.instructions,
    quantity: order.quantity,
    daysSupply: row.daysSupply,
    refills: row.refills,
    schedule: order.schedule,
    prescriber,
    status: row.status,
    isCurrent: isCurrent(row.status),
    authoredAt: iso(row.authoredAt),
    endedAt: iso(row.endedAt),
    reason: order.reason,
    stopReason: order.stopReason,
  };
}

/** Opens a problem. */
export function problemView(open: Opener, row: ProblemRow): ProblemView {
  const place = { table: "problems", column: "display_sealed", rowId: row.id };
  return {
    id: row.id,
    problem: plainTerm(open(row.displaySealed, place)),
    code: codeShown(row.codeSystem, row.code),
    status: row.clinicalStatus,
    isActive: ["active", "recurrence", "relapse"].includes(row.clinicalStatus),
    verification: row.verificationStatus,
    onsetAt: iso(row.onsetAt ?? row.recordedAt),
    abatedAt: iso(row.abatedAt),
  };
}

const classWords: Readonly<Record<string, string>> = {
  VR: "Video visit",
  telehealth: "Video visit",
  AMB: "Office visit",
  in_person: "Office visit",
  EMER: "Emergency",
  IMP: "Inpatient",
};

/** Opens a visit or an appointment. */
export function visitView(
  open: Opener,
  table: "encounters" | "appointments",
  row: {
    readonly id: string;
    readonly startsAt: Date;
    readonly class?: string;
    readonly kind?: string;
    readonly typeSealed?: Sealed | null;
    readonly reasonSealed: Sealed | null;
  },
  practitioner: string | null,
): VisitView {
  const opened = (column: string, sealed: Sealed | null | undefined) =>
    sealed ? plainTerm(open(sealed, { table, column, rowId: row.id })) : undefined;
  const stored = row.class ?? row.kind ?? "";
  return {
    id: row.id,
    at: row.startsAt.toISOString(),
    kind: opened("type_sealed", row.typeSealed) ?? classWords[stored] ?? "Visit",
    reason: opened("reason_sealed", row.reasonSealed),
    practitioner,
  };
}
