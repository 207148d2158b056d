import { sql } from "drizzle-orm";
import {
  copyTo,
  expected,
  type ForgerTx,
  rehash,
  relink,
  shift,
  type Tampering,
  type Target,
} from "./forger.ts";

/** Makes room at a position and puts a copy of an event there. */
async function squeezeIn(
  tx: ForgerTx,
  target: Target,
  position: number,
  from: { readonly tenantId: string; readonly position: number },
): Promise<void> {
  await shift(tx, target, position, 1);
  await copyTo(tx, target, from, position);
}

/** Events that never happened: between others, in front of the first, beyond the head, out of another clinic. */
export const insertions: readonly Tampering[] = [
  {
    name: "insert with a fitting hash",
    margin: 2,
    async apply(tx, target, position) {
      await squeezeIn(tx, target, position, { tenantId: target.tenantId, position: 1 });
      await relink(tx, target, position);
      await rehash(tx, target, position);
      return expected("inserted", position);
    },
  },
  {
    name: "insert a copy of an earlier event",
    margin: 2,
    async apply(tx, target, position) {
      await squeezeIn(tx, target, position, { tenantId: target.tenantId, position: position - 1 });
      return expected("inserted", position);
    },
  },
  {
    name: "insert a copy of a later event",
    margin: 3,
    async apply(tx, target, position) {
      await squeezeIn(tx, target, position, { tenantId: target.tenantId, position: position + 2 });
      return expected("inserted", position);
    },
  },
  {
    name: "insert another clinic's event",
    inBundle: "spliced",
    margin: 2,
    async apply(tx, target, position) {
      await squeezeIn(tx, target, position, { tenantId: target.otherId, position });
      return expected("inserted", position);
    },
  },
  {
    name: "append beyond the head",
    async apply(tx, target) {
      const position = target.last + 1;
      await copyTo(tx, target, { tenantId: target.tenantId, position: 1 }, position);
      await relink(tx, target, position);
      await rehash(tx, target, position);
      return expected("inserted", position);
    },
  },
  {
    name: "put in front of the first",
    async apply(tx, target) {
      await copyTo(tx, target, { tenantId: target.tenantId, position: 1 }, 0);
      return expected("inserted", 0);
    },
  },
  {
    name: "add a patient to the index",
    inBundle: null,
    async apply(tx, target, position) {
      await tx.execute(sql`insert into audit.subjects (tenant_id, patient_id, seq)
        values (${target.tenantId}, gen_random_uuid(), ${position})`);
      return expected("altered", position, "subjects");
    },
  },
  {
    name: "add a patient to the index beyond the head",
    inBundle: null,
    async apply(tx, target) {
      await tx.execute(sql`insert into audit.subjects (tenant_id, patient_id, seq)
        values (${target.tenantId}, gen_random_uuid(), ${target.last + 3})`);
      return expected("inserted", target.last + 3, "subjects");
    },
  },
];
