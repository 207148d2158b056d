import { execFile } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type postgres from "postgres";
import { platformOperatorId } from "#db/roles";
import type { TenantTx } from "#db/tenant";
import { newId, nilId } from "#lib/ids";
import { admin } from "#lib/testing";
import { bundleEvents, bundleHead } from "./bundle.ts";

/** A signing key of a test's own. */
export function newSigner() {
  const pair = generateKeyPairSync("ed25519");
  const key = Buffer.from(pair.publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  return {
    key,
    sign: async (message: Uint8Array) => sign(null, message, pair.privateKey),
    verifyingKey: async () => key,
  };
}

/** Appends events to a clinic's chain, through the outbox as everybody does. */
export async function appendEventsTo(tenantId: string, count: number): Promise<void> {
  await admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${tenantId}, true), set_config('app.actor', ${platformOperatorId}, true)`;
    await tx`insert into audit.outbox (id, action, entity, entity_id, subjects)
      select gen_random_uuid(), 'chart.viewed', '', ${nilId}::uuid, array[${newId()}::uuid]
      from generate_series(1, ${count}::int)`;
  });
}

const tables = [
  "heads",
  "events",
  "subjects",
  "checkpoints",
  "receipts",
  "verifications",
  "statements",
];

/**
 * What a superuser does who takes the guards of the trail down and puts them back. Other tests append
 * meanwhile: it gives way to them, and tries again.
 */
export async function asForger(work: (tx: postgres.TransactionSql) => Promise<unknown>) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await admin.begin((tx) => forge(tx, work));
    } catch (error) {
      if (tries === 50 || (error as { code?: string }).code !== "55P03") throw error;
    }
  }
}

async function forge(
  tx: postgres.TransactionSql,
  work: (tx: postgres.TransactionSql) => Promise<unknown>,
): Promise<void> {
  await tx`set local lock_timeout = '200ms'`;
  const guards = await tx<{ name: string; table: string }[]>`
    select tgname as name, tgrelid::regclass::text as table from pg_trigger
    where tgrelid = any (${tables.map((table) => `audit.${table}`)}::regclass[]) and not tgisinternal`;
  for (const table of tables) await tx.unsafe(`alter table audit.${table} disable trigger user`);
  await work(tx);
  for (const { name, table } of guards)
    await tx.unsafe(`alter table ${table} enable always trigger ${name}`);
}

/** Writes everything from a position on anew, with hashes that fit and a head that ends it: an honest chain, and another one. */
export async function rewriteFrom(tx: postgres.TransactionSql, tenantId: string, position: number) {
  await tx`update audit.events set action = 'home.viewed' where tenant_id = ${tenantId} and seq = ${position}`;
  await relinkFrom(tx, tenantId, position);
}

/** Gives every event from a position on the hash that follows from the one before it, and the head the last. */
export async function relinkFrom(tx: postgres.TransactionSql, tenantId: string, position: number) {
  await tx.unsafe(`do $$
    declare event audit.events; good bytea;
    begin
      select hash into good from audit.events where tenant_id = '${tenantId}' and seq = ${position - 1};
      good := coalesce(good, audit.genesis('${tenantId}'));
      for event in select * from audit.events where tenant_id = '${tenantId}' and seq >= ${position} order by seq loop
        update audit.events set prev_hash = good, hash = audit.entry_hash(good, tenant_id, seq, id, at, transaction_id,
            actor_id, db_role, action, outcome, entity, purpose, address,
            entity_id, grant_id, subjects, detail_hash)
          where tenant_id = event.tenant_id and seq = event.seq returning hash into good;
      end loop;
      update audit.heads set hash = good where tenant_id = '${tenantId}';
    end $$`);
}

/** Takes the chain's end away together with what says where it ended. */
export async function cutFrom(tx: postgres.TransactionSql, tenantId: string, position: number) {
  await tx`delete from audit.events where tenant_id = ${tenantId} and seq >= ${position}`;
  await tx`delete from audit.subjects where tenant_id = ${tenantId} and seq >= ${position}`;
  await tx`update audit.heads set seq = ${position - 1}, hash = (select hash from audit.events
    where tenant_id = ${tenantId} and seq = ${position - 1}) where tenant_id = ${tenantId}`;
}

/** Everything of a clinic's bundle as one text, as the export streams it. */
export async function bundleText(tx: TenantTx, tenantId: string): Promise<string> {
  const { lines, extent } = await bundleHead(tx, tenantId, "Test Clinic");
  const parts = [lines];
  for (let next: number | undefined = extent.first, sent = 0; next !== undefined; ) {
    const batch: Awaited<ReturnType<typeof bundleEvents>> = await bundleEvents(
      tx,
      tenantId,
      next,
      extent,
      sent,
    );
    parts.push(batch.lines);
    sent += batch.count;
    next = batch.next;
  }
  return parts.join("");
}

const verifier = join(import.meta.dirname, "..", "cli", "verify-bundle.mjs");

/** What the standalone verifier says of a bundle: a process of its own, which knows nothing but its arguments. */
export async function standaloneVerdict(args: readonly string[]): Promise<StandaloneReport> {
  const { stdout, stderr, code } = await new Promise<{
    stdout: string;
    stderr: string;
    code: number;
  }>((done) =>
    execFile(
      process.execPath,
      [verifier, ...args, "--json"],
      { env: { NODE_ENV: "test" }, maxBuffer: 2 ** 24 },
      (error, stdout, stderr) => done({ stdout, stderr, code: Number(error?.code ?? 0) }),
    ),
  );
  if (code === 2) return { code, said: stderr };
  return { code, said: stderr, ...(JSON.parse(stdout) as object) };
}

/** The same in this process, for those who ask a thousand times. */
export async function verifierReport(
  file: string,
  options: {
    readonly key: string;
    readonly checkpoints: readonly string[];
    readonly other: readonly string[];
  },
): Promise<Pick<StandaloneReport, "damage">> {
  const { verifyBundle } = (await import(pathToFileURL(verifier).href)) as {
    verifyBundle(file: string, options: object): Promise<Pick<StandaloneReport, "damage">>;
  };
  return verifyBundle(file, options);
}

/** The parts of the standalone verifier's report that tests look at. */
export interface StandaloneReport {
  readonly code: number;
  readonly said: string;
  readonly position?: number;
  readonly signed?: number;
  readonly checkpoints?: number;
  readonly witnessed?: string | null;
  readonly formerKeys?: readonly { readonly key: string; readonly until: number }[];
  readonly restores?: readonly { readonly size: number; readonly lostSize: number }[];
  readonly damage?: {
    readonly position: number;
    readonly kind: string;
    readonly part: string;
  } | null;
}
