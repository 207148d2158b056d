import { copyFile, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Sql } from "postgres";
import {
  BackupDamaged,
  digestOf,
  type KeptFile,
  type LogManifest,
  partsOf,
  readManifest,
  writeManifest,
} from "./manifest.ts";

const slot = "chartkeep_backup";
/** This moment on the database's clock, as ISO 8601 in UTC with microseconds. */
export const iso = (sql: Sql) =>
  sql`to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const segmentName = /^[0-9A-F]{24}$/;
const historyName = /^[0-9A-F]{8}\.history$/;

/** Makes the server keep its log until a backup has it, beginning now. A limit of the server's own ends that before its disk is full. */
export async function holdLog(sql: Sql): Promise<void> {
  await releaseLog(sql);
  await sql`select pg_create_physical_replication_slot(${slot}, true)`;
}

/** Lets the server forget its log again: nothing is backed up any more. */
export async function releaseLog(sql: Sql): Promise<void> {
  await sql`select pg_drop_replication_slot(slot_name) from pg_replication_slots
    where slot_name = ${slot} and not active`;
}

/**
 * Adds to a backup what the server has logged since, up to now: everything that is committed when this is
 * called can be restored from it. Only then may the server forget it.
 */
export async function keepLog(
  sql: Sql,
  cluster: string,
  folder: string,
  from?: string,
): Promise<LogManifest> {
  const { log, logManifest } = partsOf(folder);
  await mkdir(log, { recursive: true, mode: 0o700 });
  const before: LogManifest | undefined = from
    ? undefined
    : await readManifest<LogManifest>(logManifest, "chartkeep-log-1");
  const [held] = await sql<{ from: string | null; status: string | null; at: string }[]>`
    select pg_walfile_name(restart_lsn) as from, wal_status as status, ${iso(sql)} as at
    from pg_replication_slots where slot_name = ${slot}`;
  if (!held?.from || held.status === "lost")
    throw new BackupDamaged(
      "The server no longer has the log since the last backup: take a new base backup.",
    );
  const last = before?.files
    .map(({ path }) => path)
    .filter((path) => segmentName.test(path))
    .at(-1);
  if (last && nextSegment(last) < held.from)
    throw new BackupDamaged(
      `The log between ${last} and ${held.from} went into another backup: take a new base backup.`,
    );
  // Of a segment that is not full, switching makes one that is complete.
  const [switched] = await sql<{ lsn: string; segment: string }[]>`
    select lsn::text, pg_walfile_name(lsn) as segment from pg_switch_wal() lsn`;
  if (!switched) throw new Error("the log was not switched");
  const known = new Set(before?.files.map(({ path }) => path));
  const first = from ?? held.from;
  const there = (await readdir(join(cluster, "pg_wal"))).sort();
  const wanted = there.filter(
    (name) =>
      !known.has(name) &&
      (historyName.test(name) ||
        (segmentName.test(name) && name >= first && name <= switched.segment)),
  );
  const files: KeptFile[] = [...(before?.files ?? [])];
  for (const name of wanted) {
    await copyFile(join(cluster, "pg_wal", name), join(log, name));
    files.push({ path: name, ...(await digestOf(join(log, name))) });
  }
  const manifest: LogManifest = { format: "chartkeep-log-1", coveredUntil: held.at, files };
  await writeManifest(logManifest, manifest);
  await sql`select pg_replication_slot_advance(${slot}, ${switched.lsn}::pg_lsn)`;
  return manifest;
}

/** The segment behind one, with segments of 16 MB. */
export function nextSegment(segment: string): string {
  const low = Number.parseInt(segment.slice(16), 16) + 1;
  const high = Number.parseInt(segment.slice(8, 16), 16) + (low > 0xff ? 1 : 0);
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, "0");
  return segment.slice(0, 8) + hex(high) + hex(low > 0xff ? 0 : low);
}
