import "server-only";
import type { TenantTx } from "#db/tenant";
import { detailHash, genesis, hashEntryBytes } from "./chain.ts";
import { type ChainEnd, readEnd } from "./chain-end.ts";
import { diagnose } from "./diagnose.ts";
import { type Frame, readFrames, readSubjects } from "./frames.ts";
import type { ChainVerdict, Damage } from "./verdict.ts";

const batch = 4_000;

/** One link of a chain: a position and its hash. */
export interface Link {
  readonly position: number;
  readonly hash: Buffer;
}

/** Where a walk begins, and who hears of it. */
export interface Walk {
  /** The last link that is known to be good; without it the walk begins with the first event. */
  readonly after?: Link | undefined;
  /** Hears of every link that holds, in order. */
  readonly onLink?: ((hash: Buffer) => void) | undefined;
  readonly onProgress?: ((position: number) => void) | undefined;
}

/**
 * Walks one clinic's chain to its head and reports the first damage. It computes every hash itself,
 * reads in batches of one size, and takes no lock: what is appended meanwhile is left to the next
 * walk. A head rewritten together with its tail looks like another honest chain; only a checkpoint
 * kept elsewhere can tell.
 */
export async function verifyChain(
  tx: TenantTx,
  tenantId: string,
  walking: Walk = {},
): Promise<ChainVerdict> {
  const end = await readEnd(tx, tenantId);
  const damage =
    end.before ?? shorter(end, walking) ?? (await walk(tx, tenantId, end, walking)) ?? end.beyond;
  return { position: end.seq, head: end.hash.toString("hex"), damage };
}

/** A chain that ends before where it was known to be good has lost its end, head included. */
const shorter = ({ seq }: ChainEnd, { after }: Walk): Damage | null =>
  after && seq < after.position ? { position: seq + 1, kind: "cut off", part: "checkpoint" } : null;

async function walk(
  tx: TenantTx,
  tenantId: string,
  end: ChainEnd,
  { after, onLink, onProgress }: Walk,
): Promise<Damage | null> {
  let good = after?.hash ?? genesis(tenantId);
  let position = (after?.position ?? 0) + 1;
  if (position > end.seq) return headDamage(good, end);
  let coming = readBatch(tx, tenantId, position, end);
  try {
    while (position <= end.seq) {
      const { frames, pairs } = await coming;
      const stop = Math.min(position + batch, end.seq + 1);
      // The next batch travels while this one is checked.
      if (stop <= end.seq) coming = readBatch(tx, tenantId, stop, end);

      const indexed = new IndexedSubjects(pairs);
      for (const frame of frames) {
        if (frame.seq !== position || !isLinked(frame, good)) break;
        if (!isDetail(frame)) return { position, kind: "altered", part: "detail" };
        if (!indexed.match(frame)) return { position, kind: "altered", part: "subjects" };
        good = Buffer.from(frame.hash);
        onLink?.(good);
        position += 1;
      }
      if (position < stop) {
        const frame = frames.find((each) => each.seq === position);
        return await diagnose(tx, tenantId, { end, position, good, frame });
      }
      onProgress?.(position - 1);
    }
  } finally {
    await coming.catch(() => undefined);
  }
  return headDamage(good, end);
}

const headDamage = (good: Buffer, end: ChainEnd): Damage | null =>
  good.equals(end.hash) ? null : { position: end.seq, kind: "altered", part: "head" };

async function readBatch(tx: TenantTx, tenantId: string, from: number, end: ChainEnd) {
  const span = { from, to: Math.min(from + batch - 1, end.seq) };
  const [frames, pairs] = await Promise.all([
    readFrames(tx, tenantId, span),
    readSubjects(tx, tenantId, span),
  ]);
  return { frames, pairs };
}

const isLinked = (frame: Frame, good: Buffer) =>
  frame.prevHash.equals(good) && hashEntryBytes(frame.covered).equals(frame.hash);

// Details that are gone are damage as well: nothing in the application takes them away.
const isDetail = ({ detail, detailHash: stored }: Frame) =>
  detail?.length !== 0 && detailHash(detail).equals(stored);

/** The index of patients over one batch, compared with the events in step. */
class IndexedSubjects {
  #at = 0;
  readonly #pairs: Buffer;

  constructor(pairs: Buffer) {
    this.#pairs = pairs;
  }

  match({ seq, subjects }: Frame): boolean {
    for (const subject of subjects) {
      if (!this.#isAt(seq) || !this.#pairs.subarray(this.#at + 8, this.#at + 24).equals(subject)) {
        return false;
      }
      this.#at += 24;
    }
    return !this.#isAt(seq);
  }

  #isAt(seq: number): boolean {
    return this.#at < this.#pairs.length && this.#pairs.readBigInt64BE(this.#at) === BigInt(seq);
  }
}
