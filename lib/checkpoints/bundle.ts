import "server-only";
import { sql } from "drizzle-orm";
import type { TenantTx } from "#db/tenant";
import { readEnd } from "#lib/audit/chain-end";
import { keyProvider } from "#lib/kms/configured";
import { listStatements, originNow, readTrust } from "./trust.ts";

/** How far a bundle reaches: everything that is stored at one instant, also what should not be. */
export interface BundleExtent {
  readonly first: number;
  readonly last: number;
}

const batch = 2_000;

/**
 * The first lines of a clinic's audit bundle: what it is about, every signed checkpoint, and
 * what was signed about former keys and restores. Nothing in a
 * bundle can be opened: sealed details are there as their hashes, patients by their ids.
 */
export async function bundleHead(
  tx: TenantTx,
  tenantId: string,
  clinic: string,
): Promise<{ lines: string; extent: BundleExtent }> {
  const key = await (await keyProvider()).verifyingKey();
  const trust = await readTrust(tx, tenantId, key);
  const end = await readEnd(tx, tenantId);
  const [at] = await tx.execute<{ first: string | null; now: string }>(sql`
    select (select min(seq) from audit.events where tenant_id = ${tenantId}) as first, clock_timestamp()::text as now`);
  const header = {
    chartkeep: "audit-bundle/1",
    tenant: tenantId,
    clinic,
    origin: originNow(trust, tenantId),
    size: end.seq,
    head: end.hasHead ? end.hash.toString("hex") : null,
    last: end.last,
    key: Buffer.from(key).toString("base64"),
    madeAt: at?.now,
  };
  const notes = await tx.execute<{ note: string }>(sql`
    select note || coalesce((select string_agg(cosignature, '') from audit.receipts r
        where r.tenant_id = ${tenantId} and r.size = c.size), '') as note
    from audit.checkpoints c where tenant_id = ${tenantId} order by size`);
  const statements = await listStatements(tx, tenantId);
  const lines = [
    header,
    ...notes.map(({ note }) => ({ checkpoint: note })),
    ...statements.map((statement) => ({ statement })),
  ];
  return {
    lines: lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
    extent: { first: Number(at?.first ?? 1), last: Math.max(end.last, end.seq) },
  };
}

/**
 * The events of a bundle from a position on, some at a time, and from where to go on; undefined at the
 * end, where a last line says how many events there were (`sent` before these).
 */
export async function bundleEvents(
  tx: TenantTx,
  tenantId: string,
  from: number,
  { last }: BundleExtent,
  sent: number,
): Promise<{ lines: string; count: number; next: number | undefined }> {
  // Beside the hash that the chain has, sealed details are hashed as they lie there: exchanged ones show.
  const [row] = await tx.execute<{ lines: string | null; count: string; last: string | null }>(sql`
    select string_agg(line || E'\n', '' order by seq) as lines, count(*) as count, max(seq) as last from (
      select seq, json_build_object('seq', seq, 'prev', encode(prev_hash, 'hex'), 'tenant', tenant_id,
        'id', id, 'at', (extract(epoch from at - timestamptz '2000-01-01 00:00:00+00') * 1000000)::bigint::text,
        'tx', transaction_id::text, 'actor', actor_id, 'role', db_role, 'action', action,
        'outcome', outcome, 'entity', entity, 'purpose', purpose, 'address', coalesce(text(address), ''),
        'entityId', entity_id, 'grant', grant_id, 'subjects', subjects,
        'detail', encode(detail_hash, 'hex'), 'sealed', encode(sha256('chartkeep/audit/detail/v1'::bytea || '\\x00'::bytea
          || coalesce(detail, ''::bytea)), 'hex'),
        'hash', encode(hash, 'hex'))::text as line
      from audit.events where tenant_id = ${tenantId} and seq between ${from} and ${last}
      order by seq limit ${batch}) each`);
  const count = Number(row?.count ?? 0);
  const reached = Number(row?.last ?? last);
  const next = count < batch || reached >= last ? undefined : reached + 1;
  const end = next === undefined ? `${JSON.stringify({ end: sent + count })}\n` : "";
  return { lines: `${row?.lines ?? ""}${end}`, count, next };
}
