import { sql } from "drizzle-orm";
import { alterHead, expected, shift, type Tampering } from "./forger.ts";

const elsewhere = 5_000_000;

/** Events in another order, the index changed in place, and the head edited without its chain. */
export const rearrangements: readonly Tampering[] = [
  {
    name: "swap neighbours",
    margin: 2,
    async apply(tx, target, position) {
      await shift(tx, target, position, elsewhere, position);
      await shift(tx, target, position + 1, -1, position + 1);
      await shift(tx, target, position + elsewhere, 1 - elsewhere);
      return expected("reordered", position);
    },
  },
  {
    name: "swap two apart",
    margin: 5,
    async apply(tx, target, position) {
      await shift(tx, target, position, elsewhere, position);
      await shift(tx, target, position + 4, -4, position + 4);
      await shift(tx, target, position + elsewhere, 4 - elsewhere);
      return expected("reordered", position);
    },
  },
  {
    name: "move later",
    margin: 5,
    async apply(tx, target, position) {
      await shift(tx, target, position, elsewhere, position);
      await shift(tx, target, position + 1, -1, position + 3);
      await shift(tx, target, position + elsewhere, 3 - elsewhere);
      return expected("reordered", position);
    },
  },
  {
    name: "move earlier",
    margin: 5,
    async apply(tx, target, position) {
      await shift(tx, target, position + 3, elsewhere, position + 3);
      await shift(tx, target, position, 1, position + 2);
      await shift(tx, target, position + 3 + elsewhere, -3 - elsewhere);
      return expected("reordered", position);
    },
  },
  {
    name: "move out of the chain",
    async apply(tx, target, position) {
      await shift(tx, target, position, target.last + 7, position);
      return expected("reordered", position);
    },
  },
  {
    name: "take a patient from the index",
    inBundle: null,
    async apply(tx, target, position) {
      await tx.execute(
        sql`delete from audit.subjects where tenant_id = ${target.tenantId} and seq = ${position}`,
      );
      return expected("altered", position, "subjects");
    },
  },
  {
    name: "name another patient in the index",
    inBundle: null,
    async apply(tx, target, position) {
      await tx.execute(sql`update audit.subjects set patient_id = gen_random_uuid()
        where tenant_id = ${target.tenantId} and seq = ${position}`);
      return expected("altered", position, "subjects");
    },
  },
  {
    name: "edit the head's hash",
    async apply(tx, target) {
      await alterHead(tx, target, sql`hash = sha256(hash)`);
      return expected("altered", target.last, "head");
    },
  },
  {
    name: "raise the head",
    async apply(tx, target) {
      await alterHead(tx, target, sql`seq = seq + 3`);
      return expected("altered", target.last + 3, "head");
    },
  },
  {
    name: "lower the head",
    margin: 2,
    async apply(tx, target, position) {
      await alterHead(tx, target, sql`seq = ${position}`);
      return expected("altered", position, "head");
    },
  },
  {
    name: "roll the head back to an earlier event",
    margin: 2,
    async apply(tx, target, position) {
      await alterHead(
        tx,
        target,
        sql`seq = ${position}, hash = (select hash from audit.events e
          where e.tenant_id = ${target.tenantId} and e.seq = ${position})`,
      );
      return expected("inserted", position + 1);
    },
  },
  {
    name: "remove the head",
    async apply(tx, target) {
      await tx.execute(sql`delete from audit.heads where tenant_id = ${target.tenantId}`);
      return expected("missing", target.last, "head");
    },
  },
];
