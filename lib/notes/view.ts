/** A note in the list of notes: its text is not opened. */
export interface NoteLineView {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly status: string;
  readonly author: string | null;
  readonly writtenAt: string;
  readonly signedAt: string | undefined;
}

/** A note to read. `isIntact` says whether the text is what was signed; undefined for one not yet signed. */
export interface NoteView extends NoteLineView {
  readonly text: string;
  readonly isIntact: boolean | undefined;
}
