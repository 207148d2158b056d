import "server-only";
import type { TenantTx } from "#db/tenant";
import { Frontier, leafHash } from "#lib/audit/merkle";
import type { ChainVerdict, Damage } from "#lib/audit/verdict";
import { verifyChain, type Walk } from "#lib/audit/verify";
import { listCheckpoints } from "./stored.ts";
import { isLost, openOwn, readTrust, type Trust } from "./trust.ts";

/** A verdict, and the longest checkpoint that the chain was held against. */
export interface SignedVerdict extends ChainVerdict {
  readonly checkpointSize: number | null;
}

interface Known {
  readonly size: number;
  /** Undefined where the note is not what was signed. */
  readonly root: Buffer | undefined;
}

/**
 * Walks a clinic's whole chain and holds it against every signed checkpoint: those of the database and
 * those `outside` of it, which whoever changed the database could not reach. So a chain that was
 * written anew with its head, or shortened with it, is found, and where it begins to differ is narrowed
 * down to between two checkpoints.
 */
export async function verifySigned(
  tx: TenantTx,
  tenantId: string,
  key: Uint8Array,
  outside: readonly string[] = [],
  onProgress?: Walk["onProgress"],
): Promise<SignedVerdict> {
  const trust = await readTrust(tx, tenantId, key);
  return holdAgainst(tx, tenantId, trust, { outside, onProgress });
}

/** The same by what is trusted already, also by what nobody has signed yet. */
export async function holdAgainst(
  tx: TenantTx,
  tenantId: string,
  trust: Trust,
  { outside = [], onProgress }: { outside?: readonly string[]; onProgress?: Walk["onProgress"] },
): Promise<SignedVerdict> {
  const known = await knownRoots(tx, tenantId, trust, outside);
  const tree = new Frontier();
  let next = 0;
  let good = 0;
  let wrong: Damage | undefined;
  const onLink = (hash: Buffer) => {
    tree.append(leafHash(hash));
    for (let each = known[next]; each?.size === tree.size; each = known[next]) {
      next += 1;
      if (wrong) continue;
      if (!each.root) wrong = { position: each.size, kind: "altered", part: "checkpoint" };
      else if (each.root.equals(tree.root())) good = each.size;
      else wrong = { position: good + 1, kind: "rewritten", part: "checkpoint" };
    }
  };
  const verdict = await verifyChain(tx, tenantId, { onLink, onProgress });
  const longest = known.at(-1)?.size ?? null;
  const short: Damage | undefined =
    longest !== null && longest > verdict.position
      ? { position: verdict.position + 1, kind: "cut off", part: "checkpoint" }
      : undefined;
  return {
    ...verdict,
    damage: verdict.damage ?? wrong ?? short ?? null,
    checkpointSize: longest,
  };
}

async function knownRoots(
  tx: TenantTx,
  tenantId: string,
  trust: Trust,
  outside: readonly string[],
): Promise<Known[]> {
  const stored = (await listCheckpoints(tx, tenantId)).map(({ size, note }): Known => {
    const signed = openOwn(note, trust, tenantId);
    return { size, root: signed?.size === size ? signed.root : undefined };
  });
  const elsewhere = outside.flatMap((note): Known[] => {
    const signed = openOwn(note, trust, tenantId);
    // What nobody signed says nothing about the chain: anybody can write it into a file.
    return signed && signed.size > 0 && !isLost(trust, signed) ? [signed] : [];
  });
  return [...stored, ...elsewhere].sort((one, other) => one.size - other.size);
}
