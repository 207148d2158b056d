import { sql } from "drizzle-orm";
import { boolean, check, date, index, integer, text, unique, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { binary, createdAt, id, instant, sealed, tenantId, tenantKey, token } from "#db/columns";
import { app } from "./schemas.ts";

/** What billing may see of a patient: everything but the state of the allergy list. */
const forBilling = [
  "tenant_id",
  "id",
  "family_sealed",
  "given_sealed",
  "birth_date_sealed",
  "mrn_sealed",
  "mrn_token",
  "demographics_sealed",
  "identifiers_sealed",
  "family3",
  "family4",
  "family6",
  "family_full",
  "second_family3",
  "second_family_full",
  "given3",
  "given4",
  "given_full",
  "birth_date_token",
  "status",
  "is_restricted",
  "is_deceased",
  "practitioner_id",
  "last_visit_at",
  "next_visit_at",
  "registered_on",
  "version",
  "created_at",
  "updated_at",
] as const;

/**
 * A person the clinic treats. Whatever identifies them is sealed with the clinic's key: the names,
 * the birth date and the MRN apart, since lists show them apart; what is always opened together is
 * one sealed record (`demographics`: prefix, preferred name, sex, gender identity, pronouns,
 * language, death; `identifiers`: other numbers). Tokens find a name, a birth date or an MRN without
 * the database holding one; `lib/phi/README.md` states what they leak.
 *
 * Every role of the clinic knows its patients. A chart opened by mistake is *entered in error*; no
 * row is ever removed.
 */
export const patients = app.table(
  "patients",
  {
    tenantId: tenantId(),
    id: id(),
    familySealed: sealed().notNull(),
    givenSealed: sealed().notNull(),
    birthDateSealed: sealed(),
    mrnSealed: sealed().notNull(),
    mrnToken: binary().notNull(),
    demographicsSealed: sealed().notNull(),
    identifiersSealed: sealed(),
    family3: token(),
    family4: token(),
    family6: token(),
    familyFull: token(),
    secondFamily3: token(),
    secondFamilyFull: token(),
    given3: token(),
    given4: token(),
    givenFull: token(),
    birthDateToken: token(),
    status: text().notNull().default("active"),
    isRestricted: boolean().notNull().default(false),
    isDeceased: boolean().notNull().default(false),
    allergyStatus: text().notNull().default("not_recorded"),
    practitionerId: uuid(),
    lastVisitAt: instant(),
    nextVisitAt: instant(),
    registeredOn: date({ mode: "string" }),
    version: integer().notNull().default(1),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    unique("patients_mrn").on(table.tenantId, table.mrnToken),
    index("patients_family_3").on(table.tenantId, table.family3),
    index("patients_family_4").on(table.tenantId, table.family4),
    index("patients_family_6").on(table.tenantId, table.family6),
    index("patients_family_full").on(table.tenantId, table.familyFull),
    index("patients_second_family_3").on(table.tenantId, table.secondFamily3),
    index("patients_second_family_full").on(table.tenantId, table.secondFamilyFull),
    index("patients_given_3").on(table.tenantId, table.given3),
    index("patients_given_4").on(table.tenantId, table.given4),
    index("patients_given_full").on(table.tenantId, table.givenFull),
    index("patients_birth_date").on(table.tenantId, table.birthDateToken),
    index("patients_last_visit").on(table.tenantId, table.lastVisitAt.desc(), table.id.desc()),
    index("patients_version").on(table.tenantId, table.updatedAt, table.id),
    check("patients_mrn_length", sql`octet_length(${table.mrnToken}) = 16`),
    check("patients_status", sql`${table.status} in ('active', 'inactive', 'entered_in_error')`),
    check(
      "patients_allergy_status",
      sql`${table.allergyStatus} in ('not_recorded', 'none_known', 'recorded')`,
    ),
  ],
);

export const patientsAccess: TableAccess = {
  table: patients,
  read: {
    chartkeep_reviewer: {
      columns: [
        "tenant_id",
        "id",
        "family_sealed",
        "given_sealed",
        "mrn_sealed",
        "last_visit_at",
        "practitioner_id",
      ],
    },
    ...each(["medical_assistant", "prescriber", "tenant_admin", "chartkeep_import"]),
    biller: { columns: forBilling },
  },
  add: { chartkeep_import: true },
  edit: {
    chartkeep_import: true,
    // The mark of a restriction, which follows the restrictions: `db/sql/restrictions.sql`.
    tenant_admin: { columns: ["is_restricted", "version", "updated_at"] },
  },
};
