import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { members } from "#db/schema/members";
import { notes } from "#db/schema/notes";
import { practitioners } from "#db/schema/practitioners";
import { checkSums } from "./billing/books.ts";
import { writeClaims } from "./billing/claims.ts";
import { writeMoneyIn } from "./billing/money-in.ts";
import { leaveOut, withOwnNumber, writePatients } from "./patients.ts";
import { type Placed, prepare } from "./prepare.ts";
import { isShared } from "./references.ts";
import type { Prepared, UnitRun } from "./run.ts";
import { tables, writeRows } from "./write-rows.ts";

const money = ["invoices", "payments", "ledger_entries"];

/** Writes one batch of drafts of one resource type, and remembers what became of them. */
export async function writeBatch(unit: UnitRun, batch: readonly Placed[]): Promise<void> {
  const prepared = await prepare(unit, batch);
  notePanels(unit, batch);
  const writable = await allowed(unit, prepared);
  if (unit.isDryRun || writable.length === 0) return;

  const entities = await writeAs(unit, writable);
  for (const one of writable) {
    const patientId = one.draft.entity === "patients" ? one.id : one.links.patientId;
    if (patientId) unit.touched.add(patientId);
  }
  await remember(unit, writable, entities);
}

/** Some rows never change once written: those of the ledger, and signed notes. */
async function allowed(unit: UnitRun, prepared: readonly Prepared[]): Promise<Prepared[]> {
  const patients = prepared.filter((one) => one.draft.entity === "patients");
  if (patients.length > 0) return withOwnNumber(unit, patients);
  const changedNotes = prepared.filter((one) => one.draft.entity === "notes" && !one.isNew);
  const signed = new Set(
    await signedAmong(
      unit,
      changedNotes.map((one) => one.id),
    ),
  );
  return prepared.filter((one) => {
    if (!one.isNew && money.includes(one.draft.entity)) {
      leaveOut(unit, one, "(content)", "already posted: a ledger is corrected by an adjustment");
      return false;
    }
    if (signed.has(one.id)) {
      leaveOut(unit, one, "(content)", "already signed: a signed note does not change");
      return false;
    }
    return true;
  });
}

async function signedAmong(unit: UnitRun, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await unit.tx
    .select({ id: notes.id, status: notes.status })
    .from(notes)
    .where(and(eq(notes.tenantId, unit.tenantId), inArray(notes.id, [...ids])));
  return rows.filter((row) => row.status !== "draft").map((row) => row.id);
}

async function writeAs(unit: UnitRun, batch: readonly Prepared[]): Promise<Map<string, string>> {
  const byEntity = Map.groupBy(batch, (one) =>
    tables.has(one.draft.entity) || one.draft.entity === "invoices" ? one.draft.entity : "money",
  );
  let entities = new Map<string, string>();
  for (const [entity, rows] of byEntity) {
    if (entity === "patients") await writePatients(unit, rows);
    else if (entity === "invoices") {
      await writeClaims(unit, rows);
      await checkSums(unit);
    } else if (entity === "money") entities = await writeMoneyIn(unit, rows);
    else await writeRows(unit, rows);
    if (entity === "practitioners") await linkMembers(unit);
  }
  return entities;
}

async function remember(
  unit: UnitRun,
  batch: readonly Prepared[],
  entities: ReadonlyMap<string, string>,
): Promise<void> {
  const lines = batch.flatMap(({ draft, id, hash: contentHash, knownBy }) => {
    const entity = entities.get(id) ?? draft.entity;
    const lasting = isShared(draft.resourceType) || draft.entity === "patients";
    const keys = lasting ? draft.keys : draft.keys.slice(0, 1);
    return keys
      .filter((key) => key !== knownBy)
      .map((key) => ({ key, entity, rowId: id, contentHash }));
  });
  await unit.sources.add(unit.tx, lines);
  for (const { draft, id: rowId, hash: contentHash, isNew, keys } of batch.map((one) => ({
    ...one,
    keys: one.draft.keys,
  }))) {
    if (isNew) continue;
    for (const key of isShared(draft.resourceType) ? keys : keys.slice(0, 1)) {
      await unit.sources.change(unit.tx, { key, entity: draft.entity, rowId, contentHash });
    }
  }
}

/** Reports say which results are theirs; the results are written later and look here. */
function notePanels(unit: UnitRun, batch: readonly Placed[]): void {
  for (const { draft } of batch) {
    if (draft.extra?.kind !== "panel") continue;
    const panel = draft.keys.map((key) => unit.newTargets.get(key) ?? unit.targets.get(key))[0];
    if (!panel) continue;
    for (const key of draft.extra.results.flat()) unit.newPanelOf.set(key, panel.id);
  }
}

/** A clinician whom records name by NPI and a member with that NPI are one person. */
async function linkMembers(unit: UnitRun): Promise<void> {
  await unit.tx
    .update(practitioners)
    .set({ memberId: sql`m.id` })
    .from(sql`${members} m`)
    .where(
      sql`${practitioners.tenantId} = ${unit.tenantId} and m.tenant_id = ${unit.tenantId}
        and ${practitioners.memberId} is null and m.npi = ${practitioners.npi}
        and m.status = 'active'`,
    );
}
