/** What one version of a key is there for: it seals what is new, it opens what is older, or it is gone. */
export type KeyState = "primary" | "decrypt" | "destroyed";

/** Rows of one table under one version, when they were last counted. */
export interface HoldingView {
  readonly table: string;
  readonly rows: number;
}

/** One version of one of the clinic's keys. */
export interface KeyVersionView {
  readonly purpose: "field" | "index";
  readonly version: number;
  readonly state: KeyState;
  readonly provider: string;
  readonly createdAt: string;
  /** When it was last fetched to be used, to within five minutes; undefined if nobody has since that is kept. */
  readonly usedAt: string | undefined;
  readonly holdings: readonly HoldingView[];
}

/** How far a rotation has come. */
export interface RotationView {
  readonly requestedAt: string;
  readonly requestedBy: string;
  readonly startedAt: string | undefined;
  readonly finishedAt: string | undefined;
  readonly version: number | undefined;
  readonly rowsTotal: number;
  readonly rowsMoved: number;
  readonly rowsRefused: number;
  /** Every record is under the new version, and what others may still have in memory runs out. */
  readonly isSettling: boolean;
}

/** What the operator asks of the clinic: that its records become unreadable. */
export interface ShreddingView {
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly approvedAt: string | undefined;
}

/** The clinic's keys as its administrator sees them. */
export interface KeysView {
  readonly versions: readonly KeyVersionView[];
  readonly countedAt: string | undefined;
  /** The rotation under way, else the last one. */
  readonly rotation: RotationView | undefined;
  readonly shredding: ShreddingView | undefined;
}
