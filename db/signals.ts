import { channel } from "node:diagnostics_channel";

/** How a transaction ended, and how long it held its connection. */
export interface TransactionSignal {
  readonly seconds: number;
  readonly outcome: "committed" | "failed";
}

/**
 * Where every transaction of this process is announced as it ends, for whoever counts. A channel has one
 * name in the whole process, however many bundles hold this file, and costs nothing while nobody listens.
 */
export const transactionSignals = channel("chartkeep.transaction");
