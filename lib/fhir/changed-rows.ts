import "server-only";
import { and, asc, eq, getTableColumns, inArray } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { isSealed } from "#db/columns";
import { patientContacts } from "#db/schema/patient-contacts";
import { type Changes, changesBetween, type FieldValue } from "#lib/audit/changes";
import { openField } from "#lib/phi/envelope";
import type { ContactDraft } from "./draft.ts";
import type { Prepared, UnitRun } from "./run.ts";
import { chunks } from "./sources.ts";

type Keyed = PgTable & { readonly tenantId: PgColumn; readonly id: PgColumn };
type Fields = Record<string, FieldValue | undefined>;

/**
 * Notes which fields of rows that are about to be written over will change. What they hold now is opened for
 * that alone: it leaves only sealed again, in the event, which shows it to whoever asks for its values.
 */
export async function noteChanges(
  unit: UnitRun,
  table: Keyed,
  batch: readonly Prepared[],
): Promise<void> {
  for (const part of chunks(batch, 500)) {
    const ids = part.map(({ id }) => id);
    const rows = await unit.tx
      .select()
      .from(table as PgTable)
      .where(and(eq(table.tenantId, unit.tenantId), inArray(table.id, ids)));
    const former = new Map(rows.map((row) => [String(row.id), row]));
    const contacts = await formerContacts(
      unit,
      part.flatMap(({ draft, id }) => (draft.entity === "patients" ? [id] : [])),
    );
    for (const one of part) {
      const row = former.get(one.id);
      if (!row) continue;
      const before = { ...formerFields(unit, table, one, row), ...contacts.get(one.id) };
      note(unit, one, changesBetween(before, { ...draftFields(one), ...draftContacts(one) }));
    }
  }
}

function note(unit: UnitRun, { draft, id, links }: Prepared, changes: Changes): void {
  if (Object.keys(changes).length === 0) return;
  const patientId = draft.entity === "patients" ? id : links.patientId;
  unit.changed.push({
    action: "record.changed",
    entity: draft.entity,
    entityId: id,
    patientIds: patientId ? [patientId] : [],
    changes,
  });
}

function draftFields({ draft, links }: Prepared): Fields {
  const plain = Object.entries({ ...draft.plain, ...links }).map(([name, value]) => [
    name,
    wordsOf(value),
  ]);
  const sealed = Object.entries(draft.sealed).flatMap(([column, text]) => opened(column, text));
  return Object.fromEntries([...plain, ...sealed]);
}

function formerFields(
  unit: UnitRun,
  table: PgTable,
  { draft, id, links }: Prepared,
  row: Record<string, unknown>,
): Fields {
  const columns = getTableColumns(table);
  const names = [...Object.keys(draft.plain), ...Object.keys(links)].filter(
    (name) => name in columns,
  );
  const sealed = Object.keys(draft.sealed).flatMap((name) => {
    const column = columns[name];
    const envelope = row[name];
    if (!column || !isSealed(column) || !(envelope instanceof Uint8Array)) return [];
    const place = { table: draft.entity, column: snake(name), rowId: id };
    return opened(name, openField(unit.keys, place, envelope));
  });
  return Object.fromEntries([...names.map((name) => [name, wordsOf(row[name])]), ...sealed]);
}

/** The fields of a sealed column: those of a packed record, or the one text that it holds. */
function opened(column: string, text: string | undefined): (readonly [string, FieldValue])[] {
  if (text === undefined) return [];
  const name = column.replace(/Sealed$/, "");
  const record = text.startsWith("{") ? parsed(text) : undefined;
  if (!record) return [[name, text]];
  return Object.entries(record).map(([field, value]) => [field, wordsOf(value)]);
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A value as a person reads it: the parts of a thing behind each other, things as a list. */
function wordsOf(value: unknown): FieldValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((each) => inOneLine(wordsOf(each)));
  return Object.values(value).map(wordsOf).map(inOneLine).filter(Boolean).join(", ");
}

const inOneLine = (value: FieldValue): string =>
  Array.isArray(value) ? value.join(", ") : String(value ?? "");

const draftContacts = ({ draft }: Prepared): Fields =>
  draft.extra?.kind === "patient" ? contactFields(draft.extra.contacts) : {};

const plurals = { phone: "phones", email: "emails", address: "addresses", person: "persons" };

/** Ways to reach a patient, by their kind, in their order. */
const contactFields = (contacts: readonly Pick<ContactDraft, "kind" | "use" | "value">[]): Fields =>
  Object.fromEntries(
    [...Map.groupBy(contacts, ({ kind }) => kind)].map(([kind, own]) => [
      plurals[kind],
      own.map(({ use, value }) =>
        [use, inOneLine(wordsOf(parsed(value) ?? value))].filter(Boolean).join(": "),
      ),
    ]),
  );

async function formerContacts(
  unit: UnitRun,
  patientIds: readonly string[],
): Promise<ReadonlyMap<string, Fields>> {
  if (patientIds.length === 0) return new Map();
  const rows = await unit.tx
    .select()
    .from(patientContacts)
    .where(
      and(
        eq(patientContacts.tenantId, unit.tenantId),
        inArray(patientContacts.patientId, [...patientIds]),
      ),
    )
    .orderBy(asc(patientContacts.position));
  const own = rows.map(({ id, patientId, kind, use, valueSealed }) => {
    const place = { table: "patient_contacts", column: "value_sealed", rowId: id };
    const value = openField(unit.keys, place, valueSealed);
    return { patientId, kind: kind as ContactDraft["kind"], use, value };
  });
  return new Map(
    [...Map.groupBy(own, ({ patientId }) => patientId)].map(([patientId, contacts]) => [
      patientId,
      contactFields(contacts),
    ]),
  );
}

/** The SQL name of a column. */
export const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
