import { type SQL, sql } from "drizzle-orm";
import { expected, type ForgerTx, shift, type Tampering, type Target } from "./forger.ts";

const remove = async (tx: ForgerTx, { tenantId }: Target, which: SQL) => {
  await tx.execute(sql`delete from audit.events where tenant_id = ${tenantId} and ${which}`);
  await tx.execute(sql`delete from audit.subjects where tenant_id = ${tenantId} and ${which}`);
};

/** Events taken away: one, several, the tail, with the gap left or closed, or handed to another clinic. */
export const removals: readonly Tampering[] = [
  {
    name: "delete one",
    async apply(tx, target, position) {
      await remove(tx, target, sql`seq = ${position}`);
      return expected(position === target.last ? "cut off" : "missing", position);
    },
  },
  {
    name: "delete three",
    margin: 4,
    async apply(tx, target, position) {
      await remove(tx, target, sql`seq between ${position} and ${position + 2}`);
      return expected("missing", position);
    },
  },
  {
    name: "delete and close the gap",
    margin: 2,
    async apply(tx, target, position) {
      await remove(tx, target, sql`seq = ${position}`);
      await shift(tx, target, position + 1, -1);
      return expected("missing", position);
    },
  },
  {
    name: "delete, close the gap and lower the head",
    margin: 2,
    async apply(tx, target, position) {
      await remove(tx, target, sql`seq = ${position}`);
      await shift(tx, target, position + 1, -1);
      await tx.execute(
        sql`update audit.heads set seq = seq - 1 where tenant_id = ${target.tenantId}`,
      );
      return expected("missing", position);
    },
  },
  {
    name: "cut off the tail",
    async apply(tx, target, position) {
      await remove(tx, target, sql`seq >= ${position}`);
      return expected("cut off", position);
    },
  },
  {
    name: "hand over to another clinic",
    margin: 2,
    async apply(tx, target, position) {
      await tx.execute(sql`update audit.events set tenant_id = ${target.otherId}, seq = seq + 1000000
        where tenant_id = ${target.tenantId} and seq = ${position}`);
      return expected("missing", position);
    },
  },
];
