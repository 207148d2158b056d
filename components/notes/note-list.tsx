import { Chip } from "#components/ui/chip";
import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { clinicDateTime } from "#lib/dates";
import type { NoteLineView } from "#lib/notes/view";
import { noteHref } from "#lib/routes";

const columns: readonly Column[] = [
  { id: "title", header: "Note", className: "w-1/2 min-w-56 max-w-0" },
  { id: "kind", header: "Kind", className: "whitespace-nowrap" },
  { id: "written", header: "Written", className: "whitespace-nowrap" },
  { id: "author", header: "Author" },
  { id: "status", header: "Status" },
];

/** Whether a note is signed, in words. */
export function NoteStatus({ status }: { readonly status: string }) {
  if (status === "signed") return <Chip tone="ok">Signed</Chip>;
  if (status === "draft") return <Chip tone="neutral">Draft</Chip>;
  return <Chip tone="neutral">Entered in error</Chip>;
}

const kindShown = (kind: string) => {
  const words = kind.replaceAll(/[_-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** A patient's notes by title; Enter opens one to read. */
export function NoteList({
  patientId,
  notes,
  timeZone,
}: {
  readonly patientId: string;
  readonly notes: readonly NoteLineView[];
  readonly timeZone: string;
}) {
  const rows = notes.map(
    (note): Row => ({
      id: note.id,
      label: note.title,
      href: noteHref(patientId, note.id),
      isMuted: note.status === "entered_in_error",
      cells: {
        title: <span title={note.title}>{note.title}</span>,
        kind: kindShown(note.kind),
        written: <span className="tabular">{clinicDateTime(note.writtenAt, timeZone)}</span>,
        author: note.author ?? <span className="text-ink-3">Not recorded</span>,
        status: <NoteStatus status={note.status} />,
      },
    }),
  );
  return (
    <DataTable
      caption="Notes"
      columns={columns}
      rows={rows}
      empty={
        <EmptyState title="No note">Nothing has been written about this patient yet.</EmptyState>
      }
    />
  );
}
