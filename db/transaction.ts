import { DrizzleQueryError } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import { PostgresJsSession } from "drizzle-orm/postgres-js/session";
import type postgres from "postgres";
import type { Connection } from "./connection.ts";
import { CommitUnknown, ConnectionLost, ContextRefused, TransactionMisused } from "./failures.ts";
import type { DbRole } from "./roles.ts";
import { Statements } from "./statements.ts";

/** Who a transaction runs as. An empty tenant or actor means none. */
export interface Settings {
  readonly role: DbRole;
  readonly tenantId: string;
  readonly actorId: string;
}

/** What work inside a transaction may ask of the database. There is no nested transaction. */
export type Queries = Pick<
  PostgresJsDatabase,
  | "select"
  | "selectDistinct"
  | "selectDistinctOn"
  | "insert"
  | "update"
  | "delete"
  | "execute"
  | "with"
  | "$with"
  | "$count"
>;

/**
 * Sets the context and presents the seal for it. The right to present one is looked up as the login,
 * before the role is set; the seal travels as a value and so is in no text that a role could read.
 */
const enter = `select set_config('role', $1, true), set_config('app.current_tenant', $2, true),
  set_config('app.actor', $3, true), set_config('statement_timeout', '5s', true),
  set_config('lock_timeout', '2s', true), set_config('idle_in_transaction_session_timeout', '10s', true),
  ctx.enter($2, $3, $1, $4, $5, $6)`;

const dialect = new PgDialect({ casing: "snake_case" });

/**
 * Runs `work` in one transaction and resolves with its result only after COMMIT has returned.
 *
 * BEGIN and the settings are written without waiting, so they travel with the first statement of
 * `work`; if PostgreSQL refuses them it also refuses everything behind them. Any failed statement
 * fails the whole, even one that `work` caught.
 */
export function runTransaction<T>(
  connection: Connection,
  settings: Settings,
  work: (queries: Queries) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const statements = new Statements(connection);
    connection.onLost = (lost) => {
      reject(statements.isCommitting ? commitUnknown(lost) : lost);
      statements.end(lost);
    };
    settle(connection, statements, settings, work).then(resolve, reject);
  });
}

async function settle<T>(
  connection: Connection,
  statements: Statements,
  settings: Settings,
  work: (queries: Queries) => Promise<T>,
): Promise<T> {
  const { role, tenantId, actorId } = settings;
  const { expires, kid, mac } = connection.seal(settings);
  const entered = Promise.all([
    connection.send("begin"),
    connection.send(enter, [role, tenantId, actorId, expires, kid, mac]),
  ]);
  entered.catch(() => undefined);

  let result: T;
  try {
    result = await work(queries(statements));
    statements.end(new TransactionMisused("over", "the transaction is over"));
    await entered;
    statements.assertAllSucceeded();
  } catch (error) {
    statements.end(new TransactionMisused("over", "the transaction is over"));
    await rollback(connection);
    const refused = await entered.then(() => undefined, failed(enter));
    throw withoutValues(refused ?? error);
  }
  await commit(connection, statements);
  return result;
}

async function commit(connection: Connection, statements: Statements): Promise<void> {
  statements.isCommitting = true;
  let command: string;
  try {
    ({ command } = await connection.send("commit"));
  } catch (error) {
    // An ERROR (a deferred constraint, say) is a rollback; anything else leaves the outcome open.
    if (severity(error) === "ERROR") throw withoutValues(failed("commit")(error));
    connection.kill("no answer to COMMIT");
    throw commitUnknown(error);
  }
  if (command === "COMMIT") return;
  connection.kill(`COMMIT was answered by ${command}`);
  throw new TransactionMisused("swallowed", "the transaction had failed and was rolled back");
}

/** Leaves the connection clean, or dead: one of the two is certain afterwards. */
async function rollback(connection: Connection): Promise<void> {
  try {
    await connection.send("rollback");
  } catch {
    connection.kill("ROLLBACK failed");
  }
}

function queries(statements: Statements): Queries {
  const client = statements as unknown as postgres.Sql;
  const session = new PostgresJsSession(client, dialect, undefined, {});
  return new PostgresJsDatabase(dialect, session, undefined);
}

// Without the lost connection as its cause: whoever looks for transient causes must not find one here.
const commitUnknown = (cause: unknown) =>
  new CommitUnknown(
    `no answer to COMMIT (${cause instanceof Error ? cause.message : "no reason"})`,
  );

const failed = (statement: string) => (error: unknown) =>
  error instanceof Error ? new DrizzleQueryError(statement, [], error) : error;

const severity = (error: unknown) =>
  error instanceof Error && "severity" in error ? error.severity : undefined;

/** What ctx.enter answers to a seal that it does not take; its sentences hold no value. */
const isRefusedSeal = (cause: Error | undefined) =>
  cause !== undefined && "code" in cause && /^CK00\d$/.test(String(cause.code));

/** The same error without what was bound to the statement and without the row that PostgreSQL quotes: neither belongs in a log. */
function withoutValues(error: unknown): unknown {
  if (!(error instanceof DrizzleQueryError)) return error;
  if (error.cause instanceof TransactionMisused || error.cause instanceof ConnectionLost)
    return error.cause;
  if (isRefusedSeal(error.cause)) return new ContextRefused(error.cause?.message);
  if (error.cause && "detail" in error.cause) delete error.cause.detail;
  const clean = new DrizzleQueryError(error.query, [], error.cause);
  clean.stack = [clean.message, ...(error.stack?.match(/^ {4}at .*$/gm) ?? [])].join("\n");
  return clean;
}
