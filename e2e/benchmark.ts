/** What a benchmark gets: two logins of one migrated database of its own, and where to say how it goes. */
export interface BenchmarkContext {
  readonly adminUrl: string;
  readonly appUrl: string;
  readonly log: (line: string) => void;
  /** How many rows to measure with, where somebody asked for a number. */
  readonly rows: number | undefined;
}

/** One line of a benchmark's table. Ratios compare two measurements of the same run. */
export type Ratio = Readonly<Record<string, string | number>>;

/** A measurement that `npm run bench -- <name>` takes. */
export interface Benchmark {
  readonly title: string;
  run(context: BenchmarkContext): Promise<Ratio[]>;
}
