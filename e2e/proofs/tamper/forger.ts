import { type SQL, sql } from "drizzle-orm";
import type { Damage } from "#lib/audit/verdict";
import type { adminDb } from "#lib/testing";

/** A superuser's transaction in which the guards of the audit tables are down. */
export type ForgerTx = Pick<Parameters<Parameters<typeof adminDb.transaction>[0]>[0], "execute">;

/** A chain that is tampered with: whose it is, how long, how far it was signed, and another clinic's to take from. */
export interface Target {
  readonly tenantId: string;
  readonly otherId: string;
  readonly last: number;
  /** The sizes of its checkpoints, the last of which is all of it. */
  readonly checkpoints: readonly number[];
  /** The last checkpoint, as it lies outside of the database. */
  readonly outside: string;
}

/** One way of tampering. It says what the verifier has to answer. */
export interface Tampering {
  readonly name: string;
  /** How far from the ends of the chain it must stay. */
  readonly margin?: number;
  /** Every link fits afterwards, so that walking the chain alone finds nothing. */
  readonly needsCheckpoint?: true;
  /** What the standalone verifier says of it where that differs: `null` for what is not in a bundle at all. */
  readonly inBundle?: "spliced" | null;
  readonly apply: (tx: ForgerTx, target: Target, position: number) => Promise<Damage>;
}

/** An answer about the event itself. */
export const expected = (
  kind: Damage["kind"],
  position: number,
  part: Damage["part"] = "event",
): Damage => ({
  kind,
  position,
  part,
});

/** Changes one event in place. */
export const alter = (tx: ForgerTx, { tenantId }: Target, position: number, change: SQL) =>
  tx.execute(
    sql`update audit.events set ${change} where tenant_id = ${tenantId} and seq = ${position}`,
  );

/** Moves all positions from `from` on by `by`, in the events and in the index. */
export async function shift(
  tx: ForgerTx,
  { tenantId }: Target,
  from: number,
  by: number,
  to = Number.MAX_SAFE_INTEGER,
): Promise<void> {
  for (const table of [sql`audit.events`, sql`audit.subjects`]) {
    // By way of positions that nobody uses, so that no two rows meet.
    await tx.execute(sql`update ${table} set seq = -seq - 1000000
      where tenant_id = ${tenantId} and seq between ${from} and ${to}`);
    await tx.execute(sql`update ${table} set seq = -seq - 1000000 + ${by}
      where tenant_id = ${tenantId} and seq < -1000000`);
  }
}

/** Puts a copy of another event at a free position, under this clinic and with an id of its own. */
export const copyTo = (
  tx: ForgerTx,
  { tenantId }: Target,
  from: { readonly tenantId: string; readonly position: number },
  position: number,
) =>
  tx.execute(sql`insert into audit.events
    select ${tenantId}, ${position}, gen_random_uuid(), at, transaction_id, actor_id, db_role, action,
      outcome, entity, purpose, address, entity_id, grant_id, '{}', null, detail_hash, prev_hash, hash
    from audit.events where tenant_id = ${from.tenantId} and seq = ${from.position}`);

/** Gives an event the hash that fits its content, as anyone can who knows the formula. */
export const rehash = (tx: ForgerTx, target: Target, position: number) =>
  alter(
    tx,
    target,
    position,
    sql`hash = audit.entry_hash(prev_hash, tenant_id, seq, id, at, transaction_id, actor_id, db_role,
      action, outcome, entity, purpose, address, entity_id, grant_id, subjects, detail_hash)`,
  );

/** Links an event to the one before it. */
export const relink = (tx: ForgerTx, target: Target, position: number) =>
  alter(
    tx,
    target,
    position,
    sql`prev_hash = (select hash from audit.events before
      where before.tenant_id = ${target.tenantId} and before.seq = ${position - 1})`,
  );

/** Changes the head. */
export const alterHead = (tx: ForgerTx, { tenantId }: Target, change: SQL) =>
  tx.execute(sql`update audit.heads set ${change} where tenant_id = ${tenantId}`);
