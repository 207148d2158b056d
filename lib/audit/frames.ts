import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { TenantTx } from "#db/tenant";

/** One event as stored: slices of the bytes that the database sent, so nothing is converted on the way. */
export interface Frame {
  readonly seq: number;
  readonly prevHash: Buffer;
  /** Everything that the event's hash covers after its label, `prev_hash` first and `detail_hash` last. */
  readonly covered: Buffer;
  readonly detailHash: Buffer;
  readonly hash: Buffer;
  readonly detail: Buffer | null;
  /** The patients that the event names, 16 bytes each. */
  readonly subjects: readonly Buffer[];
}

/** A range of positions, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const seqAt = 48;
const textsAt = 104;

const counted = (column: string) =>
  sql.raw(`int4send(octet_length(convert_to(${column}, 'UTF8'))) || convert_to(${column}, 'UTF8')`);

// In the order in which the hash covers them; behind it the hash, and the details with their length.
const layout = sql`prev_hash || uuid_send(tenant_id) || int8send(seq) || uuid_send(id)
  || timestamptz_send(at) || xid8send(transaction_id) || uuid_send(actor_id) || ${counted("db_role")}
  || ${counted("action")} || ${counted("outcome")} || ${counted("entity")} || ${counted("purpose")}
  || ${counted("coalesce(text(address), '')")} || uuid_send(entity_id) || uuid_send(grant_id)
  || array_send(subjects) || detail_hash || hash
  || int4send(coalesce(octet_length(detail), -1)) || coalesce(detail, ''::bytea)`;

/** The events of a span, in the order of their positions. */
export function readFrames(tx: TenantTx, tenantId: string, { from, to }: Span): Promise<Frame[]> {
  return framesOf(tx, sql`tenant_id = ${tenantId} and seq between ${from} and ${to} order by seq`);
}

/** The events of a span that name `prevHash` as the link before them. No index has it: for damaged chains only. */
export function framesAfter(
  tx: TenantTx,
  tenantId: string,
  { from, to }: Span,
  prevHash: Buffer,
): Promise<Frame[]> {
  return framesOf(
    tx,
    sql`tenant_id = ${tenantId} and seq between ${from} and ${to} and prev_hash = ${prevHash} order by seq`,
  );
}

/** What the hash of an event would cover if it stood at another position. */
export function withPosition({ covered, seq }: Frame, position: number): Buffer {
  if (seq === position) return covered;
  const moved = Buffer.from(covered);
  moved.writeBigInt64BE(BigInt(position), seqAt);
  return moved;
}

// A whole batch in one value: as rows and columns, reading costs several times what verifying does.
async function framesOf(tx: TenantTx, which: SQL): Promise<Frame[]> {
  const [row] = await tx.execute<{ frames: Buffer | null }>(
    sql`select string_agg(${layout}, ''::bytea) as frames
      from (select * from audit.events where ${which}) events`,
  );
  return row?.frames ? parseFrames(row.frames) : [];
}

/** The patients that the index names for a span: pairs of position and patient, in that order. */
export async function readSubjects(
  tx: TenantTx,
  tenantId: string,
  { from, to }: Span,
): Promise<Buffer> {
  const [row] = await tx.execute<{ pairs: Buffer | null }>(
    sql`select string_agg(int8send(seq) || uuid_send(patient_id), ''::bytea) as pairs
      from (select seq, patient_id from audit.subjects
        where tenant_id = ${tenantId} and seq between ${from} and ${to} order by seq, patient_id) pairs`,
  );
  return row?.pairs ?? Buffer.alloc(0);
}

function parseFrames(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let start = 0; start < bytes.length; ) {
    let end = start + textsAt;
    for (let texts = 0; texts < 6; texts += 1) end += 4 + bytes.readUInt32BE(end);
    end += 32;
    const subjects: Buffer[] = [];
    end = parseUuids(bytes, end, subjects) + 32;
    const length = bytes.readInt32BE(end + 32);
    const next = end + 36 + Math.max(length, 0);
    frames.push({
      seq: Number(bytes.readBigInt64BE(start + seqAt)),
      prevHash: bytes.subarray(start, start + 32),
      covered: bytes.subarray(start, end),
      detailHash: bytes.subarray(end - 32, end),
      hash: bytes.subarray(end, end + 32),
      detail: length < 0 ? null : bytes.subarray(end + 36, next),
      subjects,
    });
    start = next;
  }
  return frames;
}

/** Reads an array as PostgreSQL sends it, whatever its shape, and returns where it ends. */
function parseUuids(bytes: Buffer, start: number, into: Buffer[]): number {
  const dimensions = bytes.readInt32BE(start);
  let end = start + 12 + dimensions * 8;
  let items = dimensions === 0 ? 0 : 1;
  for (let d = 0; d < dimensions; d += 1) items *= bytes.readInt32BE(start + 12 + d * 8);
  for (; items > 0; items -= 1) {
    const length = Math.max(bytes.readInt32BE(end), 0);
    into.push(bytes.subarray(end + 4, end + 4 + length));
    end += 4 + length;
  }
  return end;
}
