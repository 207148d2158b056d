import "server-only";
import { isDeepStrictEqual } from "node:util";
import { sql } from "drizzle-orm";
import type { TenantTx } from "#db/tenant";
import { newId } from "#lib/ids";
import { asKeeper } from "./operator.ts";
import type { Sink } from "./sink.ts";
import { readStatement } from "./statement.ts";
import { listStatements, trustFrom } from "./trust.ts";

/** Under which name a sink keeps what was said of a clinic's checkpoints, in its order. */
const saidLine = (tenantId: string) => `${tenantId}.said`;

/** Keeps a signed statement, as the newest of its clinic's. */
export async function keepStatement(tx: TenantTx, tenantId: string, note: string): Promise<void> {
  await tx.execute(sql`insert into audit.statements (tenant_id, id, note)
    values (${tenantId}, ${newId()}, ${note})`);
}

/** Those of these notes that count by `key`: whoever can only write into the database or a sink adds none. */
function counting(tenantId: string, key: Uint8Array, notes: readonly string[]): string[] {
  const { former, lines } = trustFrom(key, notes, tenantId);
  return notes.filter((note) => {
    const statement = readStatement(note)?.statement;
    return [...former, ...lines].some((each) => isDeepStrictEqual(each, statement));
  });
}

/** Appends to a sink the statements that count and that it does not have; it may have more than a restored database. */
export async function deliverStatements(
  tenantId: string,
  sink: Sink,
  key: Uint8Array,
): Promise<void> {
  const all = await asKeeper(tenantId, (tx) => listStatements(tx, tenantId));
  const kept = counting(tenantId, key, all);
  const newest = kept.at(-1);
  if (newest === undefined || (await sink.newest(saidLine(tenantId))) === newest) return;
  const published = await sink.all(saidLine(tenantId));
  let place = published.length;
  for (const note of kept) {
    if (published.includes(note)) continue;
    place += 1;
    await sink.append(saidLine(tenantId), place, note);
  }
}

/** What any of these sinks has of what was said of a clinic's checkpoints. Rejects where one cannot be read. */
export async function publishedStatements(
  tenantId: string,
  sinks: readonly Sink[],
): Promise<string[]> {
  const found = await Promise.all(sinks.map((sink) => sink.all(saidLine(tenantId))));
  return [...new Set(found.flat())];
}

/**
 * Gives a restored database back what was said after its backup and published: a key that was changed, a restore
 * before this one. Only what counts by `key` is taken. Resolves with how many there were.
 */
export async function takeBackStatements(
  tenantId: string,
  key: Uint8Array,
  published: readonly string[],
): Promise<number> {
  if (published.length === 0) return 0;
  return asKeeper(tenantId, async (tx) => {
    const kept = await listStatements(tx, tenantId);
    const missing = published.filter((note) => !kept.includes(note));
    const counted = counting(tenantId, key, [...kept, ...missing]);
    const taken = missing.filter((note) => counted.includes(note));
    for (const note of taken) await keepStatement(tx, tenantId, note);
    return taken.length;
  });
}
