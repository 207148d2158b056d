import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A file of a backup: where it lies under the folder, how long it is, and its SHA-256. */
export interface KeptFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** What a base backup says of itself. Instants are the database's. */
export interface BaseManifest {
  readonly format: "chartkeep-backup-1";
  readonly serverVersion: string;
  readonly beganAt: string;
  readonly endedAt: string;
  /** The first segment of the log that a restore needs, and the first instant that it can restore to. */
  readonly startSegment: string;
  readonly files: readonly KeptFile[];
}

/** Which segments of the log are kept, and up to which instant they hold everything that was committed. */
export interface LogManifest {
  readonly format: "chartkeep-log-1";
  readonly coveredUntil: string;
  readonly files: readonly KeptFile[];
}

/** The backup is not what its manifest says, so nothing is restored from it. */
export class BackupDamaged extends Error {
  override name = "BackupDamaged";
}

/** Where the parts of a backup lie. */
export const partsOf = (folder: string) => ({
  base: join(folder, "base"),
  log: join(folder, "wal"),
  manifest: join(folder, "manifest.json"),
  logManifest: join(folder, "wal.json"),
});

/** The SHA-256 of a file and its length, as it lies there. */
export async function digestOf(file: string): Promise<Pick<KeptFile, "size" | "sha256">> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) {
    hash.update(piece as Buffer);
    size += (piece as Buffer).length;
  }
  return { size, sha256: hash.digest("hex") };
}

/** Writes a manifest whole or not at all. */
export async function writeManifest(
  file: string,
  manifest: BaseManifest | LogManifest,
): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(manifest), { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
}

/** Reads a manifest, or says that there is none that could be one. */
export async function readManifest<Kind extends BaseManifest | LogManifest>(
  file: string,
  format: Kind["format"],
): Promise<Kind> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new BackupDamaged(`${file} is missing: this is no backup, or an unfinished one.`);
  });
  try {
    const manifest = JSON.parse(text) as Kind;
    if (manifest.format === format && Array.isArray(manifest.files)) return manifest;
  } catch {
    // Answered below.
  }
  throw new BackupDamaged(`${file} is not a manifest of this version.`);
}

/** Compares every file with its manifest, both ways: an altered, missing or added one is named. */
export async function verifyFiles(root: string, files: readonly KeptFile[]): Promise<void> {
  for (const { path, size, sha256 } of files) {
    const place = join(root, path);
    const found = await stat(place).catch(() => undefined);
    if (!found) throw new BackupDamaged(`${place} is missing from the backup.`);
    const digest = await digestOf(place);
    if (digest.size !== size || digest.sha256 !== sha256)
      throw new BackupDamaged(`${place} is not as it was backed up: it was altered or cut off.`);
  }
  const known = new Set(files.map(({ path }) => path));
  const there = await readdir(root, { recursive: true, withFileTypes: true });
  const added = there
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .find((path) => !known.has(path));
  if (added) throw new BackupDamaged(`${join(root, added)} was added to the backup.`);
}
