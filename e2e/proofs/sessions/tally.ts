/** What a part of the proof tried, and each thing that did not end as it has to. */
export interface Part {
  readonly figures: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
}

/** Notes what is not as it has to be, and counts what was looked at. */
export class Checks {
  readonly wrong: string[] = [];
  count = 0;

  /** Counts one thing, and notes it unless it holds. */
  that(holds: boolean, what: string): void {
    this.count += 1;
    if (!holds) this.wrong.push(what);
  }
}
