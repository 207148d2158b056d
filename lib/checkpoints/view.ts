import type { ChainVerdict } from "#lib/audit/verdict";

/** What walking the chain showed, from where on, when, and at whose wish. */
export interface VerificationView extends ChainVerdict {
  readonly at: string;
  readonly by: string;
  /** The first position that was walked. */
  readonly from: number;
  readonly isWhole: boolean;
}

/** The newest checkpoint of a clinic, and who else has it. */
export interface CheckpointView {
  readonly size: number;
  readonly at: string;
  /** Places outside of the database that hold it, by name. */
  readonly sinks: readonly string[];
  /** The witness that has seen it, and when; the newest one that any witness has seen, if not this. */
  readonly witness:
    | { readonly name: string; readonly size: number; readonly at: string }
    | undefined;
}

/** How a clinic's chain stands: what was verified, what was signed, and what waits. Ages are seconds on the database clock. */
export interface ChainStandingView {
  /** The verdict that counts: damage wherever it was found last, else the last walk over the whole chain. */
  readonly last: VerificationView | undefined;
  readonly wholeAge: number | undefined;
  /** The last check of any extent. */
  readonly newest: VerificationView | undefined;
  readonly newestAge: number | undefined;
  readonly checkpoint: CheckpointView | undefined;
  readonly checkpointAge: number | undefined;
  /** How long the oldest event that no checkpoint covers has been waiting. */
  readonly waiting: number | undefined;
  readonly position: number;
  readonly alarms: readonly { readonly kind: "damaged" | "behind"; readonly raisedAt: string }[];
  readonly tone: "ok" | "late" | "failed";
}

/** The standalone verifier as a file. */
export interface VerifierFileView {
  readonly name: string;
  readonly text: string;
  /** SHA-256 of the file, in hexadecimal. */
  readonly digest: string;
}

/** What an officer needs to hold a bundle against: the newest checkpoints, the newest walks, and the keys. */
export interface ChainRecordView {
  readonly checkpoints: readonly (CheckpointView & { readonly root: string })[];
  readonly verifications: readonly VerificationView[];
  /** The installation's verifying key, 32 bytes in base64. */
  readonly key: string;
  readonly origin: string;
  /** Keys that signed before, each with the longest checkpoint that it is good for. */
  readonly formerKeys: readonly {
    readonly key: string;
    readonly until: number;
    readonly at: string;
  }[];
  /** Restores that lost what had been signed: how far the chain is the old one, and how far that had come. */
  readonly restores: readonly {
    readonly size: number;
    readonly lostSize: number;
    readonly at: string;
  }[];
  readonly witnessKey: string | undefined;
}
