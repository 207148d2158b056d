/** One column of a grid on paper. Shares say how the width is divided. */
export interface SheetColumn {
  readonly header: string;
  readonly share: number;
  /** Numbers stand at the right, one under the other. */
  readonly isNumber?: boolean;
}

/** Rows under a header that is repeated on every page. `empty` is said where there are none. */
export interface SheetGrid {
  readonly heading?: string;
  readonly columns: readonly SheetColumn[];
  readonly rows: readonly (readonly string[])[];
  readonly empty: string;
}

/** Sentences under a heading. */
export interface SheetProse {
  readonly heading?: string;
  readonly paragraphs: readonly string[];
}

/** What is printed, as plain words: whoever makes one has opened and recorded what it shows. */
export interface Sheet {
  /** Stands on every page and in the file's own properties: it names no patient. */
  readonly title: string;
  /** What the sheet is about, line by line, on its first page. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly parts: readonly (SheetGrid | SheetProse)[];
  readonly isWide?: boolean;
}

/** What every page of a printed file says of where it comes from. */
export interface PrintMark {
  readonly clinic: string;
  /** Name and role: "Dana Ruiz (Administrator)". */
  readonly printedBy: string;
  /** The day, time and zone of the clinic: "26-Nov-2026 09:12 CST". */
  readonly printedAt: string;
  /** The verification code as people read it. */
  readonly code: string;
}
