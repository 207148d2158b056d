import "server-only";
import { createHmac, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { lengthPrefixed, uuidBytes } from "./encoding.ts";

/** The name that keeps search keys apart from every other key derived here. */
export const blindIndexLabel = "chartkeep/blind-index/v1\0";

/** One search index over a sealed column: several may serve one column, each under a key of its own. */
export interface IndexName {
  readonly table: string;
  readonly column: string;
  readonly index: string;
}

/** The search keys of one clinic. */
export interface IndexKeys {
  /** The key that new tokens are made with. */
  primaryIndexKey(name: IndexName): KeyObject;
  /** Every enabled key, the primary first: while an index is being rotated a query asks for both. */
  enabledIndexKeys(name: IndexName): readonly KeyObject[];
}

/** Search keys that are derived once and kept; `forget` drops the derived ones. */
export interface KeptIndexKeys extends IndexKeys {
  forget(): void;
}

/** Derives the key of one search index. `label` differs from ours only to check published vectors. */
export function deriveIndexKey(
  indexKey: KeyObject,
  tenantId: string,
  name: IndexName,
  label = blindIndexLabel,
): KeyObject {
  const info = Buffer.concat([
    Buffer.from(label),
    lengthPrefixed(name.table),
    lengthPrefixed(name.column),
    lengthPrefixed(name.index),
  ]);
  const bytes = Buffer.from(hkdfSync("sha256", indexKey, uuidBytes(tenantId), info, 32));
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

/** The search keys under the enabled versions of a clinic's index key. */
export function indexKeys(
  tenantId: string,
  versions: ReadonlyMap<number, KeyObject>,
  primaryVersion: number,
): KeptIndexKeys {
  const derived = new Map<string, readonly KeyObject[]>();
  const newestFirst = [...versions.entries()].sort(([a], [b]) =>
    a === primaryVersion ? -1 : b === primaryVersion ? 1 : b - a,
  );

  function enabledIndexKeys(name: IndexName): readonly KeyObject[] {
    const id = `${name.table} ${name.column} ${name.index}`;
    const known = derived.get(id);
    if (known) return known;
    const made = newestFirst.map(([, key]) => deriveIndexKey(key, tenantId, name));
    derived.set(id, made);
    return made;
  }

  return {
    enabledIndexKeys,
    primaryIndexKey(name) {
      const [primary] = enabledIndexKeys(name);
      if (!primary) throw new Error("a clinic has a primary index key");
      return primary;
    },
    forget: () => derived.clear(),
  };
}

/**
 * A short token: the first `bits` of a keyed hash over a partition and a folded value. Values share
 * tokens by design, so a match is a candidate until it has been opened.
 */
export function shortToken(key: KeyObject, partition: number, value: string, bits: number): number {
  return keyedHash(key, partition, value).readUInt32BE(0) >>> (32 - bits);
}

/** A token of 16 bytes for a value that must be unique in its clinic: nothing shares it. */
export function uniqueToken(key: KeyObject, value: string): Buffer {
  return keyedHash(key, 0, value).subarray(0, 16);
}

function keyedHash(key: KeyObject, partition: number, value: string): Buffer {
  return createHmac("sha256", key).update(Uint8Array.of(partition)).update(value, "utf8").digest();
}
