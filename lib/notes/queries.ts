import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import { and, asc, desc, eq } from "drizzle-orm";
import { notes } from "#db/schema/notes";
import { practitioners } from "#db/schema/practitioners";
import { NotFound } from "#lib/errors";
import type { NoteId, PatientId } from "#lib/ids";
import { assertPatient } from "#lib/patients/known";
import type { MemberScope, Opener } from "#lib/scope";
import type { NoteLineView, NoteView } from "./view.ts";

const lineColumns = {
  id: notes.id,
  titleSealed: notes.titleSealed,
  kind: notes.kind,
  status: notes.status,
  writtenAt: notes.writtenAt,
  signedAt: notes.signedAt,
};

type LineRow = Pick<typeof notes.$inferSelect, keyof typeof lineColumns>;

const authors = and(
  eq(practitioners.tenantId, notes.tenantId),
  eq(practitioners.id, notes.practitionerId),
);

const lineView = (open: Opener, row: LineRow, author: string | null): NoteLineView => ({
  id: row.id,
  title: open(row.titleSealed, { table: "notes", column: "title_sealed", rowId: row.id }),
  kind: row.kind,
  status: row.status,
  author,
  writtenAt: row.writtenAt.toISOString(),
  signedAt: row.signedAt?.toISOString(),
});

/** A patient's notes by title, newest first; no text is opened. */
export async function listNotes(
  scope: MemberScope,
  patientId: PatientId,
): Promise<readonly NoteLineView[]> {
  scope.require("note:read");
  await assertPatient(scope, patientId);

  const rows = await scope.tx
    .select({ line: lineColumns, author: practitioners.displayName })
    .from(notes)
    .leftJoin(practitioners, authors)
    .where(and(eq(notes.tenantId, scope.tenantId), eq(notes.patientId, patientId)))
    .orderBy(desc(notes.writtenAt), asc(notes.id))
    .limit(500);

  const open = scope.disclose({
    action: "notes.listed",
    patientIds: [patientId],
    details: { notes: rows.length },
  });
  return rows.map(({ line, author }) => lineView(open, line, author));
}

/** One note of one patient, with the proof that its text is what was signed. */
export async function getNote(
  scope: MemberScope,
  patientId: PatientId,
  noteId: NoteId,
): Promise<NoteView> {
  scope.require("note:read");

  const [row] = await scope.tx
    .select({
      line: lineColumns,
      textSealed: notes.textSealed,
      digest: notes.digest,
      author: practitioners.displayName,
    })
    .from(notes)
    .leftJoin(practitioners, authors)
    .where(
      and(eq(notes.tenantId, scope.tenantId), eq(notes.patientId, patientId), eq(notes.id, noteId)),
    );
  if (!row) throw new NotFound("note", noteId);

  const open = scope.disclose({
    action: "note.viewed",
    entity: "notes",
    entityId: noteId,
    patientIds: [patientId],
  });
  const now = createHash("sha256").update(row.textSealed).digest();
  return {
    ...lineView(open, row.line, row.author),
    text: open(row.textSealed, { table: "notes", column: "text_sealed", rowId: noteId }),
    isIntact:
      row.digest === null
        ? undefined
        : row.digest.length === now.length && timingSafeEqual(row.digest, now),
  };
}
