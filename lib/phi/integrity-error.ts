/** Why a sealed value was refused: not an envelope, sealed under a key we do not hold, or not sealed for this place. */
export type IntegrityReason = "format" | "key-version" | "rejected";

const sentence: Record<IntegrityReason, string> = {
  format: "is not an envelope",
  "key-version": "is sealed under a key version that is not enabled",
  rejected: "was altered or belongs to another row, column or clinic",
};

/**
 * A sealed value could not be opened. It names the column and the reason, never a value, a row or a
 * clinic, so that it may be logged. Nothing is shown in place of the value.
 */
export class IntegrityError extends Error {
  readonly reason: IntegrityReason;
  /** The key version that was asked for, where that is the reason: newer keys may have it. */
  readonly version: number | undefined;

  constructor(reason: IntegrityReason, table: string, column: string, version?: number) {
    super(`the sealed value of ${table}.${column} ${sentence[reason]}`);
    this.name = "IntegrityError";
    this.reason = reason;
    this.version = version;
  }
}
