import { Card } from "#components/ui/card";
import { Notice } from "#components/ui/notice";
import { clinicDateTime } from "#lib/dates";
import type { NoteView } from "#lib/notes/view";
import { NoteStatus } from "./note-list.tsx";
import { paragraphsOf } from "./paragraphs.ts";

/** A note to read, with whether its text is still what was signed. */
export function NoteText({
  note,
  timeZone,
}: {
  readonly note: NoteView;
  readonly timeZone: string;
}) {
  return (
    <div className="flex max-w-3xl flex-col gap-3">
      <dl className="flex flex-wrap items-center gap-x-5 gap-y-1 text-ink-2">
        <div className="flex gap-1.5">
          <dt>Written</dt>
          <dd className="tabular text-ink">{clinicDateTime(note.writtenAt, timeZone)}</dd>
        </div>
        <div className="flex gap-1.5">
          <dt>Author</dt>
          <dd className="text-ink">{note.author ?? "Not recorded"}</dd>
        </div>
        {note.signedAt === undefined ? null : (
          <div className="flex gap-1.5">
            <dt>Signed</dt>
            <dd className="tabular text-ink">{clinicDateTime(note.signedAt, timeZone)}</dd>
          </div>
        )}
        <div>
          <dt className="sr-only">Status</dt>
          <dd>
            <NoteStatus status={note.status} />
          </dd>
        </div>
      </dl>
      {note.isIntact === true ? (
        <Notice tone="ok" title="Unchanged since it was signed">
          The text matches the digest taken at signing.
        </Notice>
      ) : null}
      {note.isIntact === false ? (
        <Notice tone="critical" title="This text is not what was signed" live>
          It does not match the digest taken at signing. Tell the clinic's administrator.
        </Notice>
      ) : null}
      <Card>
        <div className="flex flex-col gap-2.5 text-base">
          {paragraphsOf(note.text).map(({ heading, text, key }) => (
            <div key={key}>
              {heading === undefined ? null : <h2 className="mb-0.5 font-semibold">{heading}</h2>}
              {text === "" ? null : <p className="whitespace-pre-wrap break-words">{text}</p>}
            </div>
          ))}
        </div>
      </Card>
    </div>
  );
}
