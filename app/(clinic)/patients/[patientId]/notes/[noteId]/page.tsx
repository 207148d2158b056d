import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NoteText } from "#components/notes/note-text";
import { LinkButton } from "#components/ui/link-button";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { NoteId } from "#lib/ids";
import { getNote } from "#lib/notes/queries";
import { chartHref } from "#lib/routes";
import { patientIdOf } from "../../address.ts";

export const metadata: Metadata = { title: "Note - Patient" };

/** One note to read. */
export default async function NotePage({
  params,
}: PageProps<"/patients/[patientId]/notes/[noteId]">) {
  const patientId = await patientIdOf(params);
  const noteId = NoteId.safeParse((await params).noteId);
  if (!noteId.success) notFound();
  const note = await inScope(
    "note:read",
    (scope) => getNote(scope, patientId, noteId.data),
    patientId,
  );
  const { tenant } = await currentActor();

  return (
    <>
      <PageHeading title={note.title}>
        <LinkButton href={chartHref(patientId, "notes")}>All notes</LinkButton>
      </PageHeading>
      <NoteText note={note} timeZone={tenant.timeZone} />
    </>
  );
}
