/** Work that is done again and again beside the requests. Each run begins anew: what it needs to know lies in the database. */
export interface Job {
  readonly name: string;
  /** From the beginning of one run to when the next is due. */
  readonly everySeconds: number;
  /** Does what is due. A run may be cut off anywhere and be followed by another; `signal` asks it to stop soon. */
  run(signal: AbortSignal): Promise<void>;
}
