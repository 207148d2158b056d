import "server-only";
import { sql } from "drizzle-orm";
import type { TenantTx } from "#db/tenant";
import { consistencyProof, Frontier, leafHash } from "#lib/audit/merkle";
import type { Damage } from "#lib/audit/verdict";
import { keepReceipt } from "./deliver.ts";
import { asKeeper } from "./operator.ts";
import { newestCheckpoint, type StoredCheckpoint, treeOf } from "./stored.ts";
import { readTrust, type Trust } from "./trust.ts";
import { keepVerification } from "./verifications.ts";
import { offer, type Witness } from "./witness-client.ts";

/** The witness would not sign, for a reason that is no damage: it does not know us, or our key. */
export class WitnessRefused extends Error {
  override name = "WitnessRefused";
}

/**
 * Has a witness sign the clinic's newest checkpoint, unless it has. A witness that has seen a longer
 * chain, or another one, is evidence that this one was put back or forked: that is damage, and kept.
 */
export async function haveWitnessed(
  tenantId: string,
  witness: Witness,
  key: Uint8Array,
): Promise<void> {
  const newest = await asKeeper(tenantId, (tx) => newestCheckpoint(tx, tenantId));
  if (!newest) return;
  const trust = await asKeeper(tenantId, (tx) => readTrust(tx, tenantId, key));
  let seen = await asKeeper(tenantId, (tx) => sizeSeen(tx, tenantId, witness.name));
  if (seen === newest.size) return;

  for (let tries = 0; tries < 3; tries += 1) {
    const from = Math.min(seen, newest.size);
    const proof = await asKeeper(tenantId, (tx) => proofFrom(tx, tenantId, from, newest, trust));
    const answer = await offer(witness, newest.note, from, proof);
    if (answer.kind === "cosigned") {
      const { line } = answer;
      await asKeeper(tenantId, (tx) => keepReceipt(tx, tenantId, newest.size, witness.name, line));
      return;
    }
    if (answer.kind === "refused")
      throw new WitnessRefused(`the witness refused a checkpoint (${answer.status})`);
    if (answer.kind === "inconsistent" || answer.size === from || answer.size > newest.size) {
      const isLonger = answer.kind === "seen" && answer.size > newest.size;
      await keepDamage(tenantId, newest, {
        position: isLonger ? newest.size + 1 : from + 1,
        kind: isLonger ? "cut off" : "rewritten",
        part: "checkpoint",
      });
      return;
    }
    seen = answer.size;
  }
}

/** The proof that the newest checkpoint continues the one of `from` events. */
async function proofFrom(
  tx: TenantTx,
  tenantId: string,
  from: number,
  newest: StoredCheckpoint,
  trust: Trust,
): Promise<Buffer[]> {
  if (from === 0 || from === newest.size) return [];
  const before = await newestCheckpoint(tx, tenantId, from);
  const tree = (before && treeOf(before, trust, tenantId)) ?? new Frontier();
  // A witness may have seen a size that is no checkpoint here any more.
  for (const leaf of await leavesOf(tx, tenantId, tree.size + 1, from)) tree.append(leaf);
  return consistencyProof(tree, await leavesOf(tx, tenantId, from + 1, newest.size));
}

const span = 50_000;

async function leavesOf(
  tx: TenantTx,
  tenantId: string,
  first: number,
  last: number,
): Promise<Buffer[]> {
  const leaves: Buffer[] = [];
  for (let from = first; from <= last; from += span) {
    const to = Math.min(from + span - 1, last);
    const [row] = await tx.execute<{ hashes: Buffer | null }>(sql`
      select string_agg(hash, ''::bytea) as hashes from (select hash from audit.events
        where tenant_id = ${tenantId} and seq between ${from} and ${to} order by seq) each`);
    const hashes = row?.hashes ?? Buffer.alloc(0);
    for (let at = 0; at < hashes.length; at += 32)
      leaves.push(leafHash(hashes.subarray(at, at + 32)));
  }
  return leaves;
}

async function sizeSeen(tx: TenantTx, tenantId: string, name: string): Promise<number> {
  const [row] = await tx.execute<{ size: string | null }>(sql`
    select max(size) as size from audit.receipts where tenant_id = ${tenantId} and keeper = ${name}`);
  return Number(row?.size ?? 0);
}

const keepDamage = (tenantId: string, newest: StoredCheckpoint, damage: Damage) =>
  asKeeper(tenantId, (tx) =>
    keepVerification(tx, tenantId, {
      extent: "recent",
      from: newest.size,
      verdict: {
        position: newest.size,
        head: Buffer.from(newest.head).toString("hex"),
        damage,
      },
      checkpointSize: newest.size,
    }),
  );
