import fc from "fast-check";
import { expect, test } from "vitest";
import {
  consistencyProof,
  emptyRoot,
  Frontier,
  inclusionProof,
  isConsistent,
  isIncluded,
  leafHash,
  rootOf,
} from "./merkle.ts";

// The leaves, roots and proofs that implementations of RFC 6962 are tested with.
const contents = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
const roots = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const leaves = contents.map((content) => leafHash(Buffer.from(content, "hex")));

const hex = (hashes: readonly Buffer[]) => hashes.map((each) => each.toString("hex"));
const frontierOf = (some: readonly Buffer[]) => {
  const tree = new Frontier();
  for (const leaf of some) tree.append(leaf);
  return tree;
};

test("roots are those of RFC 6962, also when a tree is gone on with from its stored edge", () => {
  expect(emptyRoot.toString("hex")).toBe(
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
  for (const [index, root] of roots.entries()) {
    expect(rootOf(leaves.slice(0, index + 1)).toString("hex")).toBe(root);
    const stored = frontierOf(leaves.slice(0, index));
    const again = Frontier.of(stored.size, stored.bytes());
    again.append(leaves[index] ?? emptyRoot);
    expect(again.root().toString("hex")).toBe(root);
  }
  expect(() => Frontier.of(3, Buffer.alloc(32))).toThrow(RangeError);
});

test("consistency proofs are those of RFC 6962, made without the old leaves", () => {
  const from = (size: number, to: number) =>
    hex(consistencyProof(frontierOf(leaves.slice(0, size)), leaves.slice(size, to)));
  expect(from(1, 8)).toEqual([
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
  ]);
  expect(from(6, 8)).toEqual([
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  ]);
  expect(from(2, 5)).toEqual([
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
  ]);
  expect(from(4, 4)).toEqual([]);
  expect(from(0, 8)).toEqual([]);
});

const size = fc.integer({ min: 1, max: 300 });

test("every tree is shown to continue every earlier one, and no other tree is", () => {
  fc.assert(
    fc.property(size, size, fc.nat(), (one, other, place) => {
      const [older, newer] = one < other ? [one, other] : [other, one];
      const all = Array.from({ length: newer }, (_, n) => leafHash(Buffer.from(`leaf ${n}`)));
      const head = (some: readonly Buffer[]) => ({ size: some.length, root: rootOf(some) });
      const [before, after] = [head(all.slice(0, older)), head(all)];
      const proof = consistencyProof(frontierOf(all.slice(0, older)), all.slice(older));
      expect(isConsistent(before, after, proof)).toBe(true);

      const forged = [...all];
      forged[place % older] = leafHash(Buffer.from("forged"));
      const fork = head(forged);
      const forkProof = consistencyProof(frontierOf(forged.slice(0, older)), forged.slice(older));
      expect(isConsistent(before, fork, forkProof)).toBe(false);
      expect(isConsistent(before, fork, proof)).toBe(false);
      expect(isConsistent(before, after, [...proof, emptyRoot])).toBe(false);
      if (older < newer) {
        expect(isConsistent(before, after, proof.slice(1))).toBe(false);
        expect(isConsistent(after, before, proof)).toBe(false);
      }
    }),
    { numRuns: 100 },
  );
});

test("a leaf is shown to be where it is, and nowhere else", () => {
  fc.assert(
    fc.property(size, fc.nat(), (count, any) => {
      const all = Array.from({ length: count }, (_, n) => leafHash(Buffer.from(`leaf ${n}`)));
      const index = any % count;
      const head = { size: count, root: rootOf(all) };
      const proof = inclusionProof(all, index);
      const leaf = all[index] ?? emptyRoot;
      expect(isIncluded(leaf, index, head, proof)).toBe(true);
      expect(isIncluded(leafHash(leaf), index, head, proof)).toBe(false);
      expect(isIncluded(leaf, count, head, proof)).toBe(false);
      if (count > 1) expect(isIncluded(leaf, (index + 1) % count, head, proof)).toBe(false);
    }),
    { numRuns: 100 },
  );
});
