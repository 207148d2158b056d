import { sql } from "drizzle-orm";
import { alterHead, expected, type ForgerTx, type Tampering, type Target } from "./forger.ts";

/** Gives every event from a position on the hash that follows from the one before it, and the head the last. */
const relinkFrom = (tx: ForgerTx, { tenantId }: Target, position: number) =>
  tx.execute(
    sql.raw(`do $$
    declare event audit.events; good bytea;
    begin
      select hash into good from audit.events where tenant_id = '${tenantId}' and seq = ${position - 1};
      good := coalesce(good, audit.genesis('${tenantId}'));
      for event in select * from audit.events where tenant_id = '${tenantId}' and seq >= ${position} order by seq loop
        update audit.events set prev_hash = good, hash = audit.entry_hash(good, tenant_id, seq, id, at, transaction_id,
            actor_id, db_role, action, outcome, entity, purpose, address,
            entity_id, grant_id, subjects, detail_hash)
          where tenant_id = event.tenant_id and seq = event.seq returning hash into good;
      end loop;
      update audit.heads set hash = good, seq = (select max(seq) from audit.events where tenant_id = '${tenantId}')
        where tenant_id = '${tenantId}';
    end $$`),
  );

const cutFrom = async (tx: ForgerTx, target: Target, position: number) => {
  const { tenantId } = target;
  for (const table of [sql`audit.events`, sql`audit.subjects`])
    await tx.execute(
      sql`delete from ${table} where tenant_id = ${tenantId} and seq >= ${position}`,
    );
  await alterHead(
    tx,
    target,
    sql`seq = ${position - 1}, hash = (select hash from audit.events
      where tenant_id = ${tenantId} and seq = ${position - 1})`,
  );
};

/** The first position behind the longest checkpoint that ends in front of what was changed. */
const firstUnsigned = ({ checkpoints }: Target, position: number) =>
  Math.max(0, ...checkpoints.filter((size) => size < position)) + 1;

const rewritten = (target: Target, position: number) =>
  expected("rewritten", firstUnsigned(target, position), "checkpoint");

/**
 * Chains that are whole in themselves and are not the ones that were signed: whoever can rewrite the head
 * leaves no link that does not fit. Only a checkpoint tells.
 */
export const rewrites: readonly Tampering[] = [
  {
    name: "rewrite an event, everything behind it and the head",
    needsCheckpoint: true,
    async apply(tx, target, position) {
      await tx.execute(sql`update audit.events set action = 'home.viewed'
        where tenant_id = ${target.tenantId} and seq = ${position}`);
      await relinkFrom(tx, target, position);
      return rewritten(target, position);
    },
  },
  {
    name: "delete an event, close the gap, rewrite what follows and the head",
    needsCheckpoint: true,
    margin: 2,
    async apply(tx, target, position) {
      const { tenantId } = target;
      for (const table of [sql`audit.events`, sql`audit.subjects`]) {
        await tx.execute(
          sql`delete from ${table} where tenant_id = ${tenantId} and seq = ${position}`,
        );
        await tx.execute(
          sql`update ${table} set seq = -seq where tenant_id = ${tenantId} and seq > ${position}`,
        );
        await tx.execute(
          sql`update ${table} set seq = -seq - 1 where tenant_id = ${tenantId} and seq < 0`,
        );
      }
      await relinkFrom(tx, target, position);
      const isSignedBefore = target.checkpoints.some(
        (size) => size >= position && size < target.last,
      );
      return isSignedBefore
        ? rewritten(target, position)
        : expected("cut off", target.last, "checkpoint");
    },
  },
  {
    name: "cut off the tail and the head with it",
    needsCheckpoint: true,
    margin: 2,
    async apply(tx, target, position) {
      await cutFrom(tx, target, position);
      return expected("cut off", position, "checkpoint");
    },
  },
  {
    name: "fork: cut off the tail, and write another one as long",
    needsCheckpoint: true,
    margin: 2,
    async apply(tx, target, position) {
      await tx.execute(sql`update audit.events set at = at + interval '1 hour', actor_id = gen_random_uuid()
        where tenant_id = ${target.tenantId} and seq >= ${position}`);
      await relinkFrom(tx, target, position);
      return rewritten(target, position);
    },
  },
  {
    name: "splice in another clinic's event, rewrite what follows and the head",
    needsCheckpoint: true,
    margin: 2,
    async apply(tx, target, position) {
      await tx.execute(sql`update audit.events set (at, transaction_id, actor_id, db_role, action) = (
          select at, transaction_id, actor_id, db_role, action from audit.events other
          where other.tenant_id = ${target.otherId} and other.seq = ${position})
        where tenant_id = ${target.tenantId} and seq = ${position}`);
      await relinkFrom(tx, target, position);
      return rewritten(target, position);
    },
  },
  {
    name: "put back an older database, checkpoints included",
    needsCheckpoint: true,
    margin: 2,
    async apply(tx, target, position) {
      await cutFrom(tx, target, position);
      await tx.execute(sql`delete from audit.checkpoints
        where tenant_id = ${target.tenantId} and size >= ${position}`);
      return expected("cut off", position, "checkpoint");
    },
  },
  {
    name: "rewrite everything and take every checkpoint out of the database",
    needsCheckpoint: true,
    async apply(tx, target, position) {
      await tx.execute(sql`delete from audit.checkpoints where tenant_id = ${target.tenantId}`);
      await tx.execute(sql`update audit.events set outcome = 'denied'
        where tenant_id = ${target.tenantId} and seq = ${position}`);
      await relinkFrom(tx, target, position);
      return expected("rewritten", 1, "checkpoint");
    },
  },
];
