import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { arrayLiteral } from "#db/arrays";
import { patientContacts } from "#db/schema/patient-contacts";
import { patients } from "#db/schema/patients";
import { newId } from "#lib/ids";
import { noKnownAllergy } from "./kinds/allergy.ts";
import type { Prepared, UnitRun } from "./run.ts";
import { chunks } from "./sources.ts";
import { seal, writeRows } from "./write-rows.ts";

/**
 * Writes patients with their contacts. A medical record number that another patient of the clinic
 * has is never a reason to merge the two: the later one is skipped and reported.
 */
export async function writePatients(unit: UnitRun, batch: readonly Prepared[]): Promise<void> {
  const free = await withOwnNumber(unit, batch);
  if (unit.isDryRun) return;
  await writeRows(unit, free);
  await writeContacts(unit, free);
}

/** The patients whose medical record number is theirs alone. */
export async function withOwnNumber(
  unit: UnitRun,
  batch: readonly Prepared[],
): Promise<Prepared[]> {
  const tokenOf = (one: Prepared) =>
    one.draft.extra?.kind === "patient" ? unit.tokens.ofMrn(one.draft.extra.mrn) : undefined;
  const tokens = batch.map(tokenOf).filter((token) => token !== undefined);
  if (tokens.length === 0) return [];
  const holders = await unit.tx
    .select({ id: patients.id, token: patients.mrnToken })
    .from(patients)
    .where(and(eq(patients.tenantId, unit.tenantId), inArray(patients.mrnToken, tokens)));
  const taken = new Map(holders.map((row) => [hex(row.token), row.id]));
  return batch.filter((one) => {
    const token = tokenOf(one);
    const holder = token && taken.get(hex(token));
    if (token && holder === undefined) taken.set(hex(token), one.id);
    if (holder === undefined || holder === one.id) return true;
    leaveOut(unit, one, "identifier", "another patient of this clinic has this record number");
    return false;
  });
}

/** Takes back what was counted for a row that is not written after all. */
export function leaveOut(unit: UnitRun, one: Prepared, field: string, reason: string): void {
  const counts = unit.report.of(one.draft.resourceType);
  counts[one.isNew ? "written" : "updated"] -= 1;
  counts.skipped += 1;
  if (one.isNew) for (const key of one.draft.keys) unit.newTargets.delete(key);
  const { file, at, label: resource } = one;
  unit.report.findings.push({ file, at, resource, field, reason, severity: "skipped" });
}

async function writeContacts(unit: UnitRun, batch: readonly Prepared[]): Promise<void> {
  const changed = batch.filter((one) => !one.isNew).map((one) => one.id);
  for (const ids of chunks(changed, 1_000)) {
    await unit.tx
      .delete(patientContacts)
      .where(
        and(eq(patientContacts.tenantId, unit.tenantId), inArray(patientContacts.patientId, ids)),
      );
  }
  const rows = batch.flatMap(({ draft, id: patientId }) =>
    (draft.extra?.kind === "patient" ? draft.extra.contacts : []).map((contact, index) => {
      const id = newId();
      const { kind, search } = contact;
      const isFound = (kind === "phone" || kind === "email") && search !== undefined;
      return {
        tenantId: unit.tenantId,
        id,
        patientId,
        kind,
        use: contact.use,
        position: index + 1,
        valueSealed: seal(unit, "patient_contacts", "value_sealed", id, contact.value),
        valueToken: isFound ? unit.tokens.ofContact(kind, search) : null,
      };
    }),
  );
  for (const part of chunks(rows, 1_000)) await unit.tx.insert(patientContacts).values(part);
}

/** Brings up to date what a patient's row says about their visits and allergies. Nothing is written where nothing changed. */
export async function refreshPatients(unit: UnitRun): Promise<void> {
  for (const ids of chunks([...unit.touched], 500)) {
    await unit.tx.execute(sql`
      with fresh as (
        select p.id,
          (select max(e.starts_at) from app.encounters e
            where e.tenant_id = p.tenant_id and e.patient_id = p.id and e.starts_at <= now()
              and e.status not in ('cancelled', 'entered-in-error', 'planned')) as last_visit_at,
          (select min(a.starts_at) from app.appointments a
            where a.tenant_id = p.tenant_id and a.patient_id = p.id and a.starts_at > now()
              and a.status in ('booked', 'confirmed')) as next_visit_at,
          case
            when exists (select from app.allergies x where x.tenant_id = p.tenant_id
              and x.patient_id = p.id and x.code is distinct from ${noKnownAllergy}
              and coalesce(x.verification_status, '') not in ('entered-in-error', 'refuted'))
              then 'recorded'
            when exists (select from app.allergies x where x.tenant_id = p.tenant_id
              and x.patient_id = p.id and x.code = ${noKnownAllergy}
              and coalesce(x.verification_status, '') <> 'entered-in-error')
              then 'none_known'
            else 'not_recorded' end as allergy_status
        from app.patients p
        where p.tenant_id = ${unit.tenantId} and p.id = any(${arrayLiteral(ids)}::uuid[])
      )
      update app.patients p
        set last_visit_at = fresh.last_visit_at, next_visit_at = fresh.next_visit_at,
          allergy_status = fresh.allergy_status, updated_at = now()
        from fresh
        where p.tenant_id = ${unit.tenantId} and p.id = fresh.id
          and (p.last_visit_at, p.next_visit_at, p.allergy_status)
            is distinct from (fresh.last_visit_at, fresh.next_visit_at, fresh.allergy_status)`);
  }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
