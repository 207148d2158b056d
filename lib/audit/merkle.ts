import { hash } from "node:crypto";

/** The bytes of one hash of the tree. */
export const hashLength = 32;

/** The root of a tree without leaves. */
export const emptyRoot = hash("sha256", Buffer.alloc(0), "buffer");

/** What RFC 6962 makes of a leaf's content; of a link of the chain, the content is its hash. */
export function leafHash(content: Uint8Array): Buffer {
  const bytes = Buffer.alloc(1 + content.length);
  bytes.set(content, 1);
  return hash("sha256", bytes, "buffer");
}

// Two children always have the same length: one buffer, reused, spares an allocation for every event.
const pair = Buffer.alloc(1 + 2 * hashLength, 1);

/** What RFC 6962 makes of two subtrees. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  pair.set(left, 1);
  pair.set(right, 1 + hashLength);
  return hash("sha256", pair, "buffer");
}

/**
 * The right edge of a tree: the roots of the complete subtrees that its size is made of, largest first.
 * It is all that is needed to go on with a tree of any length, and a hash for each bit of the size.
 */
export class Frontier {
  #size: number;
  readonly #roots: Buffer[];

  constructor(size = 0, roots: readonly Buffer[] = []) {
    if (roots.length !== bits(size)) throw new RangeError("a frontier has a hash for each bit");
    this.#size = size;
    this.#roots = [...roots];
  }

  /** Reads what `bytes` gave. */
  static of(size: number, bytes: Uint8Array): Frontier {
    const roots: Buffer[] = [];
    for (let start = 0; start < bytes.length; start += hashLength)
      roots.push(Buffer.from(bytes.subarray(start, start + hashLength)));
    return new Frontier(size, roots);
  }

  get size(): number {
    return this.#size;
  }

  get roots(): readonly Buffer[] {
    return this.#roots;
  }

  /** Adds one leaf by its hash: as many nodes are made as the size ends in ones. */
  append(leaf: Buffer): void {
    let node = leaf;
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = this.#roots.pop();
      if (left) node = nodeHash(left, node);
    }
    this.#roots.push(node);
    this.#size += 1;
  }

  /** The root of the whole tree. */
  root(): Buffer {
    return (
      this.#roots.reduceRight<Buffer | undefined>(
        (right, left) => (right ? nodeHash(left, right) : left),
        undefined,
      ) ?? emptyRoot
    );
  }

  copy(): Frontier {
    return new Frontier(this.#size, this.#roots);
  }

  bytes(): Buffer {
    return Buffer.concat(this.#roots);
  }
}

/** The root over the hashes of leaves. */
export function rootOf(leaves: readonly Buffer[]): Buffer {
  const tree = new Frontier();
  for (const leaf of leaves) tree.append(leaf);
  return tree.root();
}

/**
 * The proof that a tree of `old.size` leaves is the beginning of the tree that `added` leaves behind it
 * make (RFC 6962, 2.1.2). The old leaves are not needed: its frontier has every hash that they give.
 */
export function consistencyProof(old: Frontier, added: readonly Buffer[]): Buffer[] {
  const known = new Map<number, Buffer>();
  let start = 0;
  for (const [index, size] of parts(old.size).entries()) {
    const root = old.roots[index];
    if (root) known.set(start, root);
    start += size;
  }
  const subtree = (from: number, to: number): Buffer =>
    from < old.size
      ? (known.get(from) ?? emptyRoot)
      : rootOf(added.slice(from - old.size, to - old.size));

  const prove = (from: number, to: number, isWhole: boolean): Buffer[] => {
    if (to === old.size) return isWhole ? [] : [subtree(from, to)];
    const middle = from + split(to - from);
    return old.size <= middle
      ? [...prove(from, middle, isWhole), subtree(middle, to)]
      : [...prove(middle, to, false), subtree(from, middle)];
  };
  return old.size === 0 || added.length === 0 ? [] : prove(0, old.size + added.length, true);
}

/** A tree as a checkpoint names it. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Whether `proof` shows that `older` is the beginning of `newer`. Of an empty tree everything is a continuation, without a proof. */
export function isConsistent(older: TreeHead, newer: TreeHead, proof: readonly Buffer[]): boolean {
  if (older.size > newer.size) return false;
  if (older.size === newer.size) return proof.length === 0 && same(older.root, newer.root);
  if (older.size === 0) return proof.length === 0 && same(older.root, emptyRoot);

  const path = [...proof];
  // A complete subtree on the left edge is the old root itself, which the proof then leaves out.
  const first = bits(older.size) === 1 ? Buffer.from(older.root) : path.shift();
  if (!first) return false;
  let [from, to] = [older.size - 1, newer.size - 1];
  while (from % 2 === 1) [from, to] = [half(from), half(to)];
  let [before, after] = [first, first];
  for (const node of path) {
    if (to === 0) return false;
    if (from % 2 === 1 || from === to) {
      [before, after] = [nodeHash(node, before), nodeHash(node, after)];
      while (from % 2 === 0 && from !== 0) [from, to] = [half(from), half(to)];
    } else {
      after = nodeHash(after, node);
    }
    [from, to] = [half(from), half(to)];
  }
  return to === 0 && same(before, older.root) && same(after, newer.root);
}

/** The proof that the leaf at `index` (from 0) is in the tree of these leaves (RFC 6962, 2.1.1). */
export function inclusionProof(leaves: readonly Buffer[], index: number): Buffer[] {
  if (leaves.length <= 1) return [];
  const middle = split(leaves.length);
  const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)];
  return index < middle
    ? [...inclusionProof(left, index), rootOf(right)]
    : [...inclusionProof(right, index - middle), rootOf(left)];
}

/** Whether `proof` shows that `leaf` stands at `index` (from 0) of the tree. */
export function isIncluded(
  leaf: Buffer,
  index: number,
  { size, root }: TreeHead,
  proof: readonly Buffer[],
): boolean {
  if (index < 0 || index >= size) return false;
  let [at, last] = [index, size - 1];
  let node = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      node = nodeHash(sibling, node);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      node = nodeHash(node, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && same(node, root);
}

// Sizes go beyond 32 bits in principle, so no bitwise operators.
const half = (value: number) => Math.floor(value / 2);

const same = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;

/** The largest power of two below `size`. */
function split(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** A size as the powers of two it is made of, largest first. */
function parts(size: number): number[] {
  const found: number[] = [];
  for (let power = 1, rest = size; rest > 0; power *= 2, rest = half(rest))
    if (rest % 2 === 1) found.unshift(power);
  return found;
}

const bits = (size: number) => parts(size).length;
