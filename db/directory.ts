import "server-only";
import { withConnection } from "./client.ts";
import { type Queries, runTransaction } from "./transaction.ts";

declare const directoryScoped: unique symbol;

/** A transaction that sees sign-in, sessions and memberships, and no tenant. Only `inDirectory` makes one. */
export type DirectoryTx = Queries & { readonly [directoryScoped]: true };

/**
 * Runs `work` in one transaction over the directory, committed before this resolves. No tenant is
 * set and the role may touch the directory's tables alone, so no clinic's record can be reached.
 */
export function inDirectory<T>(work: (tx: DirectoryTx) => Promise<T>): Promise<T> {
  const settings = { role: "chartkeep_directory", tenantId: "", actorId: "" } as const;
  return withConnection((connection) =>
    runTransaction(connection, settings, (queries) => work(queries as DirectoryTx)),
  );
}
