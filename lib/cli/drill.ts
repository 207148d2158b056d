import postgres from "postgres";
import type { Sealed } from "#db/columns";
import { gate } from "#db/gate";
import { detailPlace } from "#lib/audit/append";
import { sentenceOf } from "#lib/audit/verdict";
import { newestOutside } from "#lib/checkpoints/clinic-round";
import { holdAgainst } from "#lib/checkpoints/hold-against";
import { asKeeper } from "#lib/checkpoints/operator";
import { publishedStatements } from "#lib/checkpoints/said";
import type { Sink } from "#lib/checkpoints/sink";
import { lineNames, readTrust } from "#lib/checkpoints/trust";
import { operatorIn } from "#lib/clinics/make";
import { isOfDestroyed } from "#lib/kms/clinic-secrets";
import { keyProvider } from "#lib/kms/configured";
import { openField } from "#lib/phi/envelope";
import { type TenantKeys, tenantKeys } from "#lib/phi/keys";

/** What a drill found in a restored database. It held when `faults` is empty. */
export interface DrillReport {
  readonly clinics: number;
  readonly events: number;
  readonly rows: number;
  readonly sealedColumns: number;
  /** In how many of them there was something to open. */
  readonly columnsOpened: number;
  readonly samplesOpened: number;
  readonly faults: readonly string[];
  /** Clinics whose keys were destroyed: nothing of theirs opens, and nothing must. */
  readonly shredded: readonly string[];
  /** What was published of a chain and is not in the backup: no fault of the files, and work that is gone. */
  readonly lost: readonly LostEvents[];
}

/** Events that were signed and published outside, and that a restored chain does not have. */
export interface LostEvents {
  readonly slug: string;
  readonly tenantId: string;
  /** Where the restored chain ends. */
  readonly position: number;
  readonly published: number;
  readonly events: number;
}

/** How many values of each sealed column are opened for each clinic. */
const samples = 5;

/**
 * Looks through a restored database as somebody would who has to trust it: the gate holds, every chain is
 * whole and is the one that was published, and values of every sealed column open with the real keys. Events
 * that were published and came after the backup are counted as lost.
 * What is opened is thrown away unseen. The pool leads there as the operator, and the keys are the process's own.
 */
export async function drill(
  adminUrl: string,
  published: readonly Sink[] = [],
): Promise<DrillReport> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  const faults: string[] = [];
  const lost: LostEvents[] = [];
  try {
    for (const violation of await gate((query) => sql.unsafe(query)))
      faults.push(`the gate, ${violation.rule}: ${violation.what}`);
    const tenants = await sql<{ id: string; slug: string }[]>`
      select id, slug from directory.tenants order by slug`;
    let events = 0;
    for (const tenant of tenants) events += await walk(tenant, published, { faults, lost });
    const rows = await countRows(sql);
    const opened = await openSamples(sql, tenants, faults);
    return { clinics: tenants.length, events, rows, ...opened, faults, lost };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function walk(
  { id: tenantId, slug }: { readonly id: string; readonly slug: string },
  published: readonly Sink[],
  { faults, lost }: { readonly faults: string[]; readonly lost: LostEvents[] },
): Promise<number> {
  const key = await (await keyProvider()).verifyingKey();
  const verdict = await asKeeper(tenantId, async (tx) => {
    const failures: unknown[] = [];
    // A key that was changed after the backup is known from where that was published.
    const said = await publishedStatements(tenantId, published).catch((error: unknown) => {
      failures.push(error);
      return [];
    });
    const trust = await readTrust(tx, tenantId, key, said);
    const outside = await newestOutside(lineNames(trust, tenantId), published, failures);
    if (failures.length > 0) faults.push(`what was published of ${slug} cannot be read`);
    return holdAgainst(tx, tenantId, trust, { outside });
  });
  const { damage, position, checkpointSize } = verdict;
  if (damage?.kind === "cut off" && damage.part === "checkpoint" && checkpointSize !== null)
    lost.push({
      slug,
      tenantId,
      position,
      published: checkpointSize,
      events: checkpointSize - position,
    });
  else if (damage) faults.push(`the chain of ${slug} is ${sentenceOf(verdict)}`);
  return position;
}

async function countRows(sql: postgres.Sql): Promise<number> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('app', 'audit', 'directory')`;
  let rows = 0;
  for (const { name } of tables) {
    const [row] = await sql.unsafe<{ count: number }[]>(`select count(*)::int from ${name}`);
    rows += row?.count ?? 0;
  }
  return rows;
}

/** A clinic's keys, undefined where they cannot be had, or that they were destroyed, here or since the backup. */
async function keysOf(
  sql: postgres.Sql,
  tenantId: string,
): Promise<TenantKeys | "shredded" | undefined> {
  const [row] = await sql<{ kept: number }[]>`select count(*)::int as kept from app.tenant_keys
    where tenant_id = ${tenantId} and state <> 'destroyed'`;
  if (row?.kept === 0) return "shredded";
  return tenantKeys(operatorIn(tenantId)).catch((error: unknown) =>
    isOfDestroyed(error) ? "shredded" : undefined,
  );
}

/** Opens some values of every sealed column of every clinic, as the rows lie there. */
async function openSamples(
  sql: postgres.Sql,
  tenants: readonly { id: string; slug: string }[],
  faults: string[],
): Promise<Pick<DrillReport, "sealedColumns" | "columnsOpened" | "samplesOpened" | "shredded">> {
  const columns = await sql<{ schema: string; table: string; column: string }[]>`
    select n.nspname as schema, c.relname as table, a.attname as column
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('app', 'audit') and c.relkind = 'r' and a.atttypid = 'bytea'::regtype
      and (a.attname like '%\\_sealed' or (c.relname = 'events' and a.attname = 'detail')) order by 1, 2, 3`;
  let samplesOpened = 0;
  const withSamples = new Set<string>();
  const shredded: string[] = [];
  for (const { id: tenantId, slug } of tenants) {
    const keys = await keysOf(sql, tenantId);
    if (keys === "shredded") {
      shredded.push(slug);
      continue;
    }
    for (const { schema, table, column } of columns) {
      const rows = await sql<{ id: string; sealed: Sealed }[]>`
        select id, ${sql(column)} as sealed from ${sql(schema)}.${sql(table)}
        where tenant_id = ${tenantId} and ${sql(column)} is not null limit ${samples}`;
      let closed = 0;
      for (const { id, sealed } of rows) {
        const place = table === "events" ? detailPlace(id) : { table, column, rowId: id };
        try {
          if (!keys) throw new Error("no keys");
          openField(keys, place, sealed);
          samplesOpened += 1;
          withSamples.add(`${table}.${column}`);
        } catch {
          closed += 1;
        }
      }
      if (closed > 0)
        faults.push(
          `${closed} of ${rows.length} values of ${table}.${column} of ${slug}: a value does not open`,
        );
    }
  }
  return {
    sealedColumns: columns.length,
    columnsOpened: withSamples.size,
    samplesOpened,
    shredded,
  };
}
