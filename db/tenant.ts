import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import { withConnection } from "./client.ts";
import { TransactionMisused } from "./failures.ts";
import { type DbRole, dbRoles } from "./roles.ts";
import { type Queries, runTransaction } from "./transaction.ts";

declare const tenantScoped: unique symbol;

/** A transaction that sees one tenant. `inTenant` is the only place that makes one. */
export type TenantTx = Queries & { readonly [tenantScoped]: true };

/** Which tenant a transaction is confined to, as which role, and who audit events will name. */
export interface TenantContext {
  readonly tenantId: string;
  readonly role: DbRole;
  readonly actorId: string;
}

/** `isIdempotent` says that `work` may run again after a serialization failure or a deadlock. */
export interface TenantOptions {
  readonly isIdempotent?: boolean;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const retries = 3;

/**
 * Runs `work` in one transaction confined to `context.tenantId`, committed before this resolves.
 *
 * The login has no rights, and everything that gives some lasts until commit: a query that goes
 * around this function is refused rather than unscoped, and nothing survives on the connection.
 * Wait for nothing but the database inside `work`.
 */
export async function inTenant<T>(
  context: TenantContext,
  work: (tx: TenantTx) => Promise<T>,
  { isIdempotent = false }: TenantOptions = {},
): Promise<T> {
  assertContext(context);
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await withConnection((connection) =>
        runTransaction(connection, context, (queries) => work(queries as TenantTx)),
      );
    } catch (error) {
      if (!isIdempotent || attempt === retries || !isTransient(error)) throw error;
      await wait(Math.random() * 20 * 2 ** attempt);
    }
  }
}

const isUuid = (value: unknown) => typeof value === "string" && uuid.test(value);

function assertContext({ tenantId, role, actorId }: TenantContext): void {
  if (!isUuid(tenantId)) throw new TransactionMisused("context", "the tenant is not a UUID");
  if (!isUuid(actorId)) throw new TransactionMisused("context", "the actor is not a UUID");
  if (!dbRoles.includes(role)) throw new TransactionMisused("context", "the role does not exist");
}

/** A serialization failure or a deadlock: PostgreSQL rolled back and invites another try. */
function isTransient(error: unknown): boolean {
  const { code } = ((error instanceof Error && error.cause) || {}) as { code?: string };
  return code === "40001" || code === "40P01";
}
