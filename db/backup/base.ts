import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Sql } from "postgres";
import { holdLog, iso, keepLog } from "./log.ts";
import { type BaseManifest, digestOf, type KeptFile, partsOf, writeManifest } from "./manifest.ts";

/** What of a data folder is no part of a backup: the server makes it anew, or it belongs to the running process. */
const emptied =
  /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)(\/|$)/;
const left =
  /(^|\/)(postmaster\.(pid|opts)|pg_internal\.init[^/]*|pgsql_tmp[^/]*|current_logfiles(\.tmp)?|.*\.conf\.tmp)(\/|$)/;

/**
 * Copies the files of a running server while it goes on writing, by PostgreSQL's own low-level interface,
 * and the part of its log that makes them consistent. The manifest is written last: without it there is no
 * backup. What is sealed lies in the copy as it does in the database; keys are not in it.
 */
export async function takeBase(sql: Sql, cluster: string, folder: string): Promise<BaseManifest> {
  const parts = partsOf(folder);
  await mkdir(parts.base, { recursive: true, mode: 0o700 });
  await holdLog(sql);
  const [begun] = await sql<{ segment: string; at: string; version: string }[]>`
    select pg_walfile_name(pg_backup_start('chartkeep', true)) as segment,
      ${iso(sql)} as at, current_setting('server_version') as version`;
  if (!begun) throw new Error("the backup did not begin");
  const files: KeptFile[] = [];
  for (const path of await pathsIn(cluster)) {
    const kept = await copy(join(cluster, path), parts.base, path);
    if (kept) files.push(kept);
  }
  const [ended] = await sql<{ label: string; spaces: string; at: string }[]>`
    select labelfile as label, spcmapfile as spaces, ${iso(sql)} as at
    from pg_backup_stop(false)`;
  if (!ended) throw new Error("the backup did not end");
  files.push(await put(parts.base, "backup_label", ended.label));
  if (ended.spaces) files.push(await put(parts.base, "tablespace_map", ended.spaces));
  await keepLog(sql, cluster, folder, begun.segment);
  const manifest: BaseManifest = {
    format: "chartkeep-backup-1",
    serverVersion: begun.version,
    beganAt: begun.at,
    endedAt: ended.at,
    startSegment: begun.segment,
    files,
  };
  await writeManifest(parts.manifest, manifest);
  return manifest;
}

/** Every file of the cluster that belongs to a backup, the control file last: it must not be older than the others. */
async function pathsIn(cluster: string): Promise<string[]> {
  const entries = await readdir(cluster, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(cluster.length + 1))
    .filter((path) => !emptied.test(path) && !left.test(path));
  return [...paths.filter((path) => path !== "global/pg_control"), "global/pg_control"];
}

/** Copies a file and hashes what was copied. One that the server has removed meanwhile is not needed: the log removes it again. */
async function copy(from: string, root: string, path: string): Promise<KeptFile | undefined> {
  const to = join(root, path);
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const hash = createHash("sha256");
  let size = 0;
  try {
    await pipeline(
      createReadStream(from, { highWaterMark: 1 << 20 }),
      async function* hashed(pieces: AsyncIterable<Buffer>) {
        for await (const piece of pieces) {
          hash.update(piece);
          size += piece.length;
          yield piece;
        }
      },
      createWriteStream(to, { mode: 0o600 }),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await rm(to, { force: true });
    return undefined;
  }
  return { path, size, sha256: hash.digest("hex") };
}

async function put(root: string, path: string, text: string): Promise<KeptFile> {
  await writeFile(join(root, path), text, { mode: 0o600 });
  return { path, ...(await digestOf(join(root, path))) };
}

/** Whether a folder is free for a backup: absent, or empty. */
export async function isFree(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  return !found || (found.isDirectory() && (await readdir(folder)).length === 0);
}
