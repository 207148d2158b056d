import { appendFile, copyFile, cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findPlace } from "#db/embedded/place";
import {
  BackupDamaged,
  type BaseManifest,
  type LogManifest,
  partsOf,
  readManifest,
  verifyFiles,
} from "./manifest.ts";

/** A backup whose every file was compared with its manifest. */
export interface VerifiedBackup {
  readonly folder: string;
  readonly base: BaseManifest;
  readonly log: LogManifest;
}

/** Reads a backup and compares every byte of it with its manifests. Damage is named, and nothing is restored. */
export async function verifyBackup(folder: string): Promise<VerifiedBackup> {
  const parts = partsOf(folder);
  const base = await readManifest<BaseManifest>(parts.manifest, "chartkeep-backup-1");
  const log = await readManifest<LogManifest>(parts.logManifest, "chartkeep-log-1");
  await verifyFiles(parts.base, base.files);
  await verifyFiles(parts.log, log.files);
  if (!log.files.some(({ path }) => path === base.startSegment))
    throw new BackupDamaged(`${base.startSegment}, where the log has to begin, is missing.`);
  return { folder, base, log };
}

/** Folders that a backup leaves out and the server expects to find. */
const made = [
  "pg_wal/archive_status",
  "pg_wal/summaries",
  "pg_replslot",
  "pg_dynshmem",
  "pg_notify",
  "pg_serial",
  "pg_snapshots",
  "pg_stat_tmp",
  "pg_subtrans",
  "pg_tblspc",
  "pg_twophase",
  "pg_commit_ts",
  "pg_stat",
  "pg_logical/mappings",
  "pg_logical/snapshots",
];

/**
 * Lays a backup into a new data folder so that the server which starts there recovers: to the end of the
 * log, or to what had been committed at an instant. The secrets of the folder are the caller's to bring.
 */
export async function layOut(
  { folder, log }: VerifiedBackup,
  dataFolder: string,
  until?: string,
): Promise<void> {
  const parts = partsOf(folder);
  const { cluster } = await findPlace(dataFolder);
  await cp(parts.base, cluster, { recursive: true });
  for (const name of made) await mkdir(join(cluster, name), { recursive: true, mode: 0o700 });
  // Inside of the cluster, where whoever runs the server can read it wherever the backup lies.
  const kept = join(cluster, "restored_wal");
  await mkdir(kept, { mode: 0o700 });
  for (const { path } of log.files) await copyFile(join(parts.log, path), join(kept, path));
  const settings = [
    `restore_command = 'cp "restored_wal/%f" "%p"'`,
    "recovery_target_timeline = 'latest'",
    "recovery_target_action = 'promote'",
    ...(until === undefined ? [] : [`recovery_target_time = '${instant(until)}'`]),
  ];
  await appendFile(join(cluster, "postgresql.auto.conf"), `\n${settings.join("\n")}\n`);
  await writeFile(join(cluster, "recovery.signal"), "");
  await writeFile(join(dataFolder, "cluster-made"), "");
}

/** Takes the settings of a recovery that is over out of a data folder, and its copy of the log. */
export async function endRecovery(dataFolder: string): Promise<void> {
  const { cluster } = await findPlace(dataFolder);
  await rm(join(cluster, "restored_wal"), { recursive: true, force: true });
}

/** An instant in ISO 8601 with its zone; anything else is refused, since it goes into a file of settings. */
export function instant(text: string): string {
  const known = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$/;
  if (!known.test(text) || Number.isNaN(Date.parse(text))) throw new TypeError("not an instant");
  return text.replace("Z", "+00:00");
}
