import "server-only";
import type { TenantTx } from "#db/tenant";
import { Frontier, leafHash } from "#lib/audit/merkle";
import type { ChainVerdict, Damage } from "#lib/audit/verdict";
import { verifyChain } from "#lib/audit/verify";
import { clearAlarm } from "./alarms.ts";
import { type Checkpoint, signCheckpoint } from "./checkpoint.ts";
import { asKeeper } from "./operator.ts";
import type { Signer } from "./sign.ts";
import { keepCheckpoint, newestCheckpoint, treeOf } from "./stored.ts";
import { isLost, openOwn, originNow, readTrust, type Trust } from "./trust.ts";
import { keepVerification } from "./verifications.ts";

/** What came of a try to sign: a new checkpoint, nothing new to sign, or a chain that is not signed because it is damaged. */
export type Signing =
  | { readonly kind: "signed" | "current"; readonly size: number }
  | { readonly kind: "refused"; readonly damage: Damage };

/** A chain walked from its last checkpoint on, ready to be signed. */
interface Grown {
  readonly from: number;
  readonly verdict: ChainVerdict;
  readonly lastSize: number;
  /** The tree in front of the last event, and that event's hash. */
  readonly edge: Frontier;
  readonly head: Buffer | undefined;
}

/**
 * Signs how a clinic's chain stands, if it has grown since the last checkpoint. The tree goes on from
 * what was signed last, and every link behind it is checked first; so a chain that is shorter, or not a
 * continuation, of what was ever signed, here or in `outside` notes, is never signed.
 */
export async function makeCheckpoint(
  tenantId: string,
  signer: Signer,
  outside: readonly string[] = [],
): Promise<Signing> {
  const key = await signer.verifyingKey();
  const { trust, ...grown } = await asKeeper(tenantId, async (tx) => {
    const known = await readTrust(tx, tenantId, key);
    const signed = outside.flatMap((note) => openOwn(note, known, tenantId) ?? []);
    const still = signed.filter((each) => !isLost(known, each));
    return { trust: known, ...(await grow(tx, tenantId, known, still)) };
  });
  const { from, verdict, lastSize, edge, head } = grown;
  const size = verdict.position;

  if (verdict.damage) {
    await asKeeper(tenantId, (tx) => keepWalk(tx, tenantId, grown));
    return { kind: "refused", damage: verdict.damage };
  }
  if (size === lastSize || !head) return { kind: "current", size };

  const tree = edge.copy();
  tree.append(leafHash(head));
  const note = await signCheckpoint(
    { origin: originNow(trust, tenantId), size, root: tree.root() },
    signer,
  );
  const isKept = await asKeeper(tenantId, async (tx) => {
    const kept = await keepCheckpoint(tx, tenantId, { size, head, edge: edge.bytes(), note });
    if (kept) await keepWalk(tx, tenantId, { from, verdict, lastSize });
    await clearAlarm(tx, tenantId, "behind");
    return kept;
  });
  return { kind: isKept ? "signed" : "current", size };
}

const keepWalk = (
  tx: TenantTx,
  tenantId: string,
  { from, verdict, lastSize }: Pick<Grown, "from" | "verdict" | "lastSize">,
) =>
  keepVerification(tx, tenantId, {
    extent: "recent",
    from,
    verdict,
    checkpointSize: lastSize || null,
  });

async function grow(
  tx: TenantTx,
  tenantId: string,
  trust: Trust,
  outside: readonly Checkpoint[],
): Promise<Grown> {
  const last = await newestCheckpoint(tx, tenantId);
  const lastSize = last?.size ?? 0;
  const tree = last ? treeOf(last, trust, tenantId) : new Frontier();
  const unlike =
    last && tree ? await unlikeStored(tx, tenantId, trust, outside, lastSize) : undefined;

  const edge = tree?.copy() ?? new Frontier();
  let head: Buffer | undefined;
  let wrong: Damage | undefined;
  const onLink = (hash: Buffer) => {
    if (head) edge.append(leafHash(head));
    head = hash;
    const place = edge.size + 1;
    for (const each of outside) {
      if (each.size !== place || wrong) continue;
      const whole = edge.copy();
      whole.append(leafHash(hash));
      if (!whole.root().equals(each.root))
        wrong = { position: lastSize + 1, kind: "rewritten", part: "checkpoint" };
    }
  };
  const after = last && { position: last.size, hash: Buffer.from(last.head) };
  const walked = await verifyChain(tx, tenantId, { after, onLink });
  const longest = Math.max(0, ...outside.map(({ size }) => size));
  const short: Damage | undefined =
    longest > walked.position
      ? { position: walked.position + 1, kind: "cut off", part: "checkpoint" }
      : undefined;
  const altered: Damage | undefined = tree
    ? undefined
    : { position: lastSize, kind: "altered", part: "checkpoint" };
  const damage = altered ?? unlike ?? walked.damage ?? wrong ?? short ?? null;
  return { from: lastSize + 1, verdict: { ...walked, damage }, lastSize, edge, head };
}

/** What lies outside and is not longer than the last checkpoint here must be here as well. */
async function unlikeStored(
  tx: TenantTx,
  tenantId: string,
  trust: Trust,
  outside: readonly Checkpoint[],
  lastSize: number,
): Promise<Damage | undefined> {
  for (const { size, root } of outside) {
    if (size > lastSize) continue;
    const stored = await newestCheckpoint(tx, tenantId, size);
    const signed = stored?.size === size ? openOwn(stored.note, trust, tenantId) : undefined;
    if (!signed?.root.equals(root))
      return { position: size, kind: "rewritten", part: "checkpoint" };
  }
  return undefined;
}
