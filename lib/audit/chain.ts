import { hash } from "node:crypto";

/** What one link of the chain commits to. Times and transactions are the database's own numbers, so that none is rounded. */
export interface ChainEntry {
  readonly prevHash: Uint8Array;
  readonly tenantId: string;
  readonly seq: number;
  readonly id: string;
  /** Microseconds since 2000-01-01 UTC. */
  readonly at: bigint;
  readonly transactionId: bigint;
  readonly actorId: string;
  readonly dbRole: string;
  readonly action: string;
  readonly outcome: string;
  readonly entity: string;
  readonly purpose: string;
  /** With the length of its network, as PostgreSQL writes it in full: "203.0.113.9/32". Empty where none is known. */
  readonly address: string;
  readonly entityId: string;
  readonly grantId: string;
  /** Sorted and distinct. */
  readonly subjects: readonly string[];
  readonly detailHash: Uint8Array;
}

const labels = {
  entry: Buffer.from("chartkeep/audit/entry/v1\0"),
  detail: Buffer.from("chartkeep/audit/detail/v1\0"),
  genesis: Buffer.from("chartkeep/audit/genesis/v1\0"),
} as const;

const uuidType = 2950;

/** The hash of one link, byte for byte what `audit.entry_hash` computes in the database. */
export function entryHash(entry: ChainEntry): Buffer {
  return hashEntryBytes(
    Buffer.concat([
      entry.prevHash,
      uuidBytes(entry.tenantId),
      i64(BigInt(entry.seq)),
      uuidBytes(entry.id),
      i64(entry.at),
      u64(entry.transactionId),
      uuidBytes(entry.actorId),
      ...[
        entry.dbRole,
        entry.action,
        entry.outcome,
        entry.entity,
        entry.purpose,
        entry.address,
      ].map(lengthPrefixed),
      uuidBytes(entry.entityId),
      uuidBytes(entry.grantId),
      uuidArray(entry.subjects),
      entry.detailHash,
    ]),
  );
}

/** The hash of a link whose fields are already laid out as bytes: `prev_hash` first, `detail_hash` last. */
export function hashEntryBytes(bytes: Uint8Array): Buffer {
  return labelled(labels.entry, bytes);
}

/** The hash of an event's sealed details; of none, that of no bytes. */
export function detailHash(detail: Uint8Array | null): Buffer {
  return labelled(labels.detail, detail ?? new Uint8Array());
}

/** What stands before the first link of a clinic's chain. */
export function genesis(tenantId: string): Buffer {
  return labelled(labels.genesis, uuidBytes(tenantId));
}

// Labels are short and entries small: one buffer, reused, spares an allocation for every event.
let scratch = Buffer.alloc(4096);

function labelled(label: Buffer, bytes: Uint8Array): Buffer {
  const length = label.length + bytes.length;
  if (scratch.length < length) scratch = Buffer.alloc(length * 2);
  scratch.set(label, 0);
  scratch.set(bytes, label.length);
  return hash("sha256", scratch.subarray(0, length), "buffer");
}

function uuidBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll("-", ""), "hex");
}

function i64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

function lengthPrefixed(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A `uuid[]` as PostgreSQL sends it: dimensions, null flag, element type, length, lower bound, and each with its length. */
function uuidArray(ids: readonly string[]): Buffer {
  const head = ids.length === 0 ? [0, 0, uuidType] : [1, 0, uuidType, ids.length, 1];
  return Buffer.concat([u32s(head), ...ids.flatMap((id) => [u32s([16]), uuidBytes(id)])]);
}

function u32s(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}
