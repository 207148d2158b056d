import "server-only";
import { createHash } from "node:crypto";
import { and, eq, getTableColumns, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Sealed } from "#db/columns";
import { allergies } from "#db/schema/allergies";
import { appointments } from "#db/schema/appointments";
import { coverages } from "#db/schema/coverages";
import { documents } from "#db/schema/documents";
import { encounters } from "#db/schema/encounters";
import { immunizations } from "#db/schema/immunizations";
import { medicationRequests } from "#db/schema/medication-requests";
import { notes } from "#db/schema/notes";
import { observations } from "#db/schema/observations";
import { organizations } from "#db/schema/organizations";
import { panels } from "#db/schema/panels";
import { patients } from "#db/schema/patients";
import { practitioners } from "#db/schema/practitioners";
import { problems } from "#db/schema/problems";
import { procedures } from "#db/schema/procedures";
import { sealField } from "#lib/phi/envelope";
import { noteChanges, snake } from "./changed-rows.ts";
import type { Prepared, UnitRun } from "./run.ts";
import { chunks } from "./sources.ts";

type Row = Record<string, unknown>;
type Keyed = PgTable & { readonly tenantId: PgColumn; readonly id: PgColumn };

/** The tables whose rows are written as the draft says. Money is written by `lib/fhir/billing`. */
export const tables = new Map<string, Keyed>(
  Object.entries({
    allergies,
    appointments,
    coverages,
    documents,
    encounters,
    immunizations,
    medication_requests: medicationRequests,
    notes,
    observations,
    organizations,
    panels,
    patients,
    practitioners,
    problems,
    procedures,
  }),
);

/** Seals a text of a row that the importer writes. */
export function seal(
  unit: UnitRun,
  table: string,
  column: string,
  id: string,
  text: string,
): Sealed {
  return sealField(unit.keys, { table, column, rowId: id }, text);
}

/** Writes new rows many at a time and changed ones one by one. */
export async function writeRows(unit: UnitRun, batch: readonly Prepared[]): Promise<void> {
  const entity = batch[0]?.draft.entity;
  const table = entity && tables.get(entity);
  if (!table) return;
  const fresh = batch.filter((one) => one.isNew).map((one) => checked(table, rowOf(unit, one)));
  for (const part of chunks(fresh, 500)) await unit.tx.insert(table).values(part);
  const changed = batch.filter((one) => !one.isNew);
  await noteChanges(unit, table, changed);
  for (const one of changed) {
    const { tenantId: _tenant, id: _id, ...changes } = checked(table, rowOf(unit, one));
    await unit.tx
      .update(table)
      .set({ ...changes, ...keptIn(table, changes) })
      .where(and(eq(table.tenantId, unit.tenantId), eq(table.id, one.id)));
  }
}

/** What a change does not overwrite: the version of a patient counts on, and what is tagged as sensitive stays so until a member of the clinic takes the tag away. */
function keptIn(table: Keyed, changes: Row): Row {
  if (table === patients) return { version: sql`${patients.version} + 1` };
  if (!("sensitivity" in changes)) return {};
  return {
    sensitivity: sql`coalesce(${getTableColumns(table).sensitivity}, ${changes.sensitivity})`,
  };
}

function rowOf(unit: UnitRun, { draft, id, links }: Prepared): Row {
  const sealed = Object.entries(draft.sealed).map(([field, text]): [string, Sealed | null] => [
    field,
    text === undefined ? null : seal(unit, draft.entity, snake(field), id, text),
  ]);
  const row: Row = {
    tenantId: unit.tenantId,
    id,
    ...draft.plain,
    ...links,
    ...Object.fromEntries(sealed),
  };
  return { ...row, ...addedTo(unit, draft, row) };
}

/** What some tables hold besides what the resource says: search tokens, the digest of a signed note, the panel of a result. */
function addedTo(unit: UnitRun, draft: Prepared["draft"], row: Row): Row {
  if (draft.extra?.kind === "patient") {
    const { family, given, birthDate, mrn } = draft.extra;
    return {
      ...unit.tokens.ofName({ family, given }),
      birthDateToken: birthDate === undefined ? null : unit.tokens.ofBirthDate(birthDate),
      mrnToken: unit.tokens.ofMrn(mrn),
      updatedAt: new Date(),
    };
  }
  if (draft.entity === "notes" && row.status === "signed" && row.textSealed instanceof Uint8Array) {
    return { digest: createHash("sha256").update(row.textSealed).digest() };
  }
  if (draft.entity === "observations") {
    const panelId = draft.keys
      .map((key) => unit.newPanelOf.get(key) ?? unit.panelOf.get(key))
      .find(Boolean);
    return panelId === undefined ? {} : { panelId };
  }
  return {};
}

const columnNames = new Map<PgTable, Set<string>>();

// The query builder ignores what it does not know; a misspelt column must not lose a value in silence.
function checked(table: PgTable, row: Row): Row {
  const known = columnNames.get(table) ?? new Set(Object.keys(getTableColumns(table)));
  columnNames.set(table, known);
  const stray = Object.keys(row).find((column) => !known.has(column));
  if (stray) throw new Error(`the importer writes a column that does not exist: ${stray}`);
  return row;
}
