/**
 * A place outside of the database to which checkpoints are appended, and what was said of them, and from which
 * none is taken back. Whoever can change the database must not be able to change it.
 */
export interface Sink {
  /** Recorded with each checkpoint that it took. */
  readonly name: string;
  /** The note of the longest checkpoint that it has of this line of a clinic's: its id, and a number after a restore. */
  newest(line: string): Promise<string | undefined>;
  /** Every note that it has of a line, the shortest first. */
  all(line: string): Promise<string[]>;
  /** Resolves when the note is there to stay. Rejects with `SinkRefused` for one that is not longer than the newest and not the same. */
  append(line: string, size: number, note: string): Promise<void>;
}

/** The sink keeps something else already: a second checkpoint of the same size, or a shorter one. */
export class SinkRefused extends Error {
  override name = "SinkRefused";
}

/** Whether two notes are of the same checkpoint: signatures of witnesses may differ. */
export const isSameCheckpoint = (one: string, other: string) =>
  one.slice(0, one.lastIndexOf("\n\n")) === other.slice(0, other.lastIndexOf("\n\n"));
