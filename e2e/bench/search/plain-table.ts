import type postgres from "postgres";
import type { FixturePatient } from "#lib/patients/patient-fixture";

/** The same patients in plain columns, indexed for LIKE, without row policies: what sealing is measured against. */
export async function makePlainTable(admin: postgres.Sql): Promise<void> {
  await admin`create schema bench`;
  await admin`create table bench.plain_patients (
    tenant_id uuid not null, id uuid not null, family text not null, given text not null,
    birth_date text, mrn text not null, phone text, demographics text not null,
    status text not null default 'active', last_visit_at timestamptz, primary key (tenant_id, id))`;
  await admin`create index on bench.plain_patients (tenant_id, family text_pattern_ops)`;
  await admin`create index on bench.plain_patients (tenant_id, given text_pattern_ops)`;
  await admin`create index on bench.plain_patients (tenant_id, birth_date)`;
  await admin`create index on bench.plain_patients (tenant_id, phone)`;
  await admin`create index on bench.plain_patients (tenant_id, last_visit_at desc, id desc)`;
}

/** Adds people to the plain table under the ids that they have in the sealed one. */
export async function addPlain(
  admin: postgres.Sql,
  tenantId: string,
  ids: readonly string[],
  people: readonly FixturePatient[],
): Promise<void> {
  const column = (value: (person: FixturePatient) => string | undefined) =>
    people.map((person) => value(person) ?? null);
  await admin`
    insert into bench.plain_patients
      (tenant_id, id, family, given, birth_date, mrn, phone, demographics, last_visit_at)
    select ${tenantId}, id, family, given, born, mrn, phone, '{"sex":"Female"}', seen::timestamptz
    from unnest(
      ${[...ids]}::uuid[], ${column((p) => p.family.toLowerCase())}::text[],
      ${column((p) => p.given.toLowerCase())}::text[], ${column((p) => p.birthDate)}::text[],
      ${column((p) => p.mrn)}::text[], ${column((p) => p.phone)}::text[],
      ${column((p) => p.lastVisitAt?.toISOString())}::text[])
      as person (id, family, given, born, mrn, phone, seen)`;
}
