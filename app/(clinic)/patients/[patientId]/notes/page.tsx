import type { Metadata } from "next";
import { NoteList } from "#components/notes/note-list";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { listNotes } from "#lib/notes/queries";
import { patientIdOf } from "../address.ts";

export const metadata: Metadata = { title: "Notes - Patient" };

/** A patient's notes by title. No text is opened before one is chosen. */
export default async function NotesPage({ params }: PageProps<"/patients/[patientId]/notes">) {
  const patientId = await patientIdOf(params);
  const notes = await inScope("note:read", (scope) => listNotes(scope, patientId), patientId);
  const { tenant } = await currentActor();

  return (
    <>
      <PageHeading title="Notes" note={notes.length} />
      <NoteList patientId={patientId} notes={notes} timeZone={tenant.timeZone} />
    </>
  );
}
