/** What a proof gets: whether to take its full length, two logins of one migrated database, and where to say how it goes. */
export interface ProofContext {
  readonly full: boolean;
  readonly adminUrl: string;
  readonly appUrl: string;
  readonly log: (line: string) => void;
}

/** Whether the claim held, and the figures that show it. */
export interface Verdict {
  readonly held: boolean;
  readonly figures: Readonly<Record<string, number | string>>;
}

/** A promise of the product that `npm run prove -- <name>` puts to the test. */
export interface Claim {
  readonly title: string;
  run(context: ProofContext): Promise<Verdict>;
}
