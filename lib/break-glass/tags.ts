import "server-only";
import { and, desc, eq, isNull, ne, or, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Sealed } from "#db/columns";
import { documents } from "#db/schema/documents";
import { medicationRequests } from "#db/schema/medication-requests";
import { notes } from "#db/schema/notes";
import { observations } from "#db/schema/observations";
import { problems } from "#db/schema/problems";
import { restrictions } from "#db/schema/restrictions";
import type { Sensitivity } from "#db/sensitivity";
import type { PatientId } from "#lib/ids";
import { assertPatient, ofPatient } from "#lib/patients/known";
import { OrderRecord, readRecord } from "#lib/phi/records";
import type { MemberScope } from "#lib/scope";
import { closedParts } from "./gate.ts";
import { type TagKind, tagKinds, tagPermissions, tagTables } from "./tag-kinds.ts";
import type { TagCountView, TaggableListView } from "./view.ts";

/** How many records of a kind are listed: the newest. */
export const mostListed = 300;

interface Source {
  readonly table:
    | typeof notes
    | typeof problems
    | typeof medicationRequests
    | typeof observations
    | typeof documents;
  readonly titleSealed: PgColumn;
  readonly at: PgColumn;
  /** Said where a record has no title of its own. */
  readonly untitled: SQL<string | null>;
  readonly where?: SQL | undefined;
}

const none = sql<string | null>`null::text`;

/** Where the records of each kind lie. Vital signs are listed only where they came tagged: there is nothing to look for among them. */
const sources: Readonly<Record<TagKind, Source>> = {
  notes: { table: notes, titleSealed: notes.titleSealed, at: notes.writtenAt, untitled: none },
  problems: {
    table: problems,
    titleSealed: problems.displaySealed,
    at: problems.onsetAt,
    untitled: none,
  },
  medications: {
    table: medicationRequests,
    titleSealed: medicationRequests.orderSealed,
    at: medicationRequests.authoredAt,
    untitled: none,
  },
  results: {
    table: observations,
    titleSealed: observations.displaySealed,
    at: observations.effectiveAt,
    untitled: sql<string | null>`${observations.code}`,
    where: or(ne(observations.category, "vital"), sql`${observations.sensitivity} is not null`),
  },
  documents: {
    table: documents,
    titleSealed: documents.titleSealed,
    at: documents.writtenAt,
    untitled: none,
  },
};

const titleColumns: Readonly<Record<TagKind, string>> = {
  notes: "title_sealed",
  problems: "display_sealed",
  medications: "order_sealed",
  results: "display_sealed",
  documents: "title_sealed",
};

const invisible = /[\u200b-\u200d\u2060\ufeff]/g;

/** The words by which a record is known: a prescription by its drug and dose. */
function titleOf(kind: TagKind, opened: string): string {
  if (kind !== "medications") return opened.replace(invisible, "").trim();
  const { drug, dose } = readRecord(OrderRecord, opened);
  return dose === undefined ? drug : `${drug}, ${dose}`;
}

async function countsOf(scope: MemberScope, patientId: PatientId): Promise<TagCountView[]> {
  const counts: TagCountView[] = [];
  for (const kind of tagKinds) {
    const { table, where } = sources[kind];
    const [row] = await scope.tx
      .select({
        all: sql<number>`count(*)::integer`,
        tagged: sql<number>`count(${table.sensitivity})::integer`,
      })
      .from(table)
      .where(and(ofPatient(scope, table, patientId), where));
    counts.push({ kind, all: row?.all ?? 0, tagged: row?.tagged ?? 0 });
  }
  return counts;
}

/** The records of one kind in a patient's chart, by title, for whoever says which are sensitive. What is closed to them is not among these. */
export async function listTaggable(
  scope: MemberScope,
  patientId: PatientId,
  kind: TagKind,
): Promise<TaggableListView> {
  for (const permission of tagPermissions) scope.require(permission);
  await assertPatient(scope, patientId);
  const { table, titleSealed, at, untitled, where } = sources[kind];
  const rows = await scope.tx
    .select({
      id: table.id,
      titleSealed: sql<Sealed | null>`${titleSealed}`,
      at: sql<string | null>`to_json(${at})#>>'{}'`,
      untitled,
      tag: sql<Sensitivity | null>`${table.sensitivity}`,
    })
    .from(table)
    .where(and(ofPatient(scope, table, patientId), where))
    .orderBy(sql`${at} desc nulls last`, desc(table.id))
    .limit(mostListed);
  const closing = await scope.tx
    .selectDistinct({ category: sql<Sensitivity>`${restrictions.category}` })
    .from(restrictions)
    .where(
      and(
        eq(restrictions.tenantId, scope.tenantId),
        eq(restrictions.patientId, patientId),
        isNull(restrictions.liftedAt),
        ne(restrictions.category, "chart"),
      ),
    );
  const shut = new Set<string>(await closedParts(scope, patientId, "write"));
  const counts = await countsOf(scope, patientId);
  const open = scope.disclose({
    action: "sensitivity.viewed",
    patientIds: [patientId],
    details: { kind, shown: rows.length },
  });
  const place = (rowId: string) => ({
    table: tagTables[kind],
    column: titleColumns[kind],
    rowId,
  });
  return {
    records: rows.map((row) => ({
      recordId: row.id,
      title:
        row.titleSealed === null
          ? (row.untitled ?? "Without a title")
          : titleOf(kind, open(row.titleSealed, place(row.id))),
      at: row.at ?? undefined,
      tag: row.tag ?? undefined,
      isReadOnly: shut.has("chart") || (row.tag !== null && shut.has(row.tag)),
    })),
    counts,
    closing: closing.map(({ category }) => category),
  };
}
