import { sql } from "drizzle-orm";
import { Connection } from "./connection.ts";
import { platformOperatorId } from "./roles.ts";
import { runTransaction } from "./transaction.ts";

/** Where a console looks: the operator's login, the key of contexts, one clinic, and until when (an instant of the database). */
export interface ConsoleTarget {
  readonly url: string;
  readonly contextKey: string;
  readonly tenantId: string;
  readonly until: string;
}

/** What a statement found: at most so many rows as were asked for, and whether there are more. */
export interface ConsoleRows {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly isMore: boolean;
}

/** The time of the console is over, by the database's clock. Nothing was asked. */
export class ConsoleExpired extends Error {
  override name = "ConsoleExpired";
}

/** Carries the rows out of a transaction that is rolled back. */
class Found extends Error {
  readonly rows: ConsoleRows;

  constructor(rows: ConsoleRows) {
    super("found");
    this.rows = rows;
  }
}

/**
 * Asks one question as the console's role. The database declares a cursor for it, which takes a query and
 * nothing else: no second statement, no command, no change. The transaction is read-only, lasts five seconds
 * and is rolled back, on a connection of its own: no setting, lock, cursor or prepared statement outlives it.
 */
export async function askAsConsole(
  { url, contextKey, tenantId, until }: ConsoleTarget,
  text: string,
  most: number,
): Promise<ConsoleRows> {
  const connection = new Connection(url, contextKey);
  await connection.open();
  try {
    const context = { role: "chartkeep_console", tenantId, actorId: platformOperatorId } as const;
    await runTransaction(connection, context, async (tx) => {
      const [clock] = await tx.execute<{ isOpen: boolean }>(sql`
        select clock_timestamp() < ${until}::timestamptz as "isOpen",
          set_config('transaction_read_only', 'on', true)`);
      if (!clock?.isOpen) throw new ConsoleExpired();
      await tx.execute(sql.raw(`declare console_rows no scroll cursor for ${text}`));
      const found = await tx.execute(sql.raw(`fetch ${most + 1} from console_rows`));
      throw new Found({
        columns: found.columns.map(({ name }) => name),
        rows: found.slice(0, most),
        isMore: found.length > most,
      });
    });
    throw new Error("the console's transaction was not rolled back");
  } catch (error) {
    if (error instanceof Found) return error.rows;
    throw error;
  } finally {
    await connection.close();
  }
}
