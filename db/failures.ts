/** The database cannot serve the request now; nothing was changed and the caller may try again. */
export class Unavailable extends Error {
  readonly code: string = "CONNECTION_UNAVAILABLE";
  override name = "Unavailable";
}

/**
 * The database did not take the seal of the transaction's context: another key, or clocks too far
 * apart. Nothing was done, and the message tells neither the context nor the seal.
 */
export class ContextRefused extends Unavailable {
  override readonly code = "CONTEXT_REFUSED";
  override name = "ContextRefused";
}

/** The connection died before COMMIT was sent: the transaction is rolled back, nothing was changed. */
export class ConnectionLost extends Unavailable {
  override readonly code = "CONNECTION_LOST";
  override name = "ConnectionLost";
}

/**
 * The connection died between COMMIT and its answer, so the change is either wholly there or wholly
 * absent. Only a look at the data (an idempotency key) can tell; repeating blindly may do it twice.
 */
export class CommitUnknown extends Error {
  readonly code = "COMMIT_UNKNOWN";
  override name = "CommitUnknown";
}

/** A rule of the transaction was broken by its caller; the transaction is rolled back. A bug, never a refusal. */
export class TransactionMisused extends Error {
  override name = "TransactionMisused";
  readonly code: "over" | "not-awaited" | "nested" | "control" | "swallowed" | "context";

  constructor(code: TransactionMisused["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
