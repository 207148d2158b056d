import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, cp, lstat, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nativeFolder } from "./binaries.ts";
import { chooseIdentity, type Identity, underIdentity } from "./identity.ts";

/** Where one cluster lives: the server's programs, its files, and who runs them. */
export interface Place {
  identity: Identity;
  native: string;
  cluster: string;
}

/**
 * Decides where the cluster of a data folder lives, and remembers it there.
 * Normally inside the folder; when the account that must run the server cannot
 * walk into it (a clone under /root), programs and files go to a folder it can.
 */
export async function findPlace(folder: string): Promise<Place> {
  const identity = chooseIdentity(process.env.CHARTKEEP_AVOID_NAMESPACE === "1");
  const native = await nativeFolder();
  const record = join(folder, "place.json");
  const outside = await recordedPlace(record);
  const inside = join(folder, "postgres");

  if (identity.kind !== "account") {
    const cluster = outside ? join(outside, "postgres") : inside;
    await giveTo(cluster, process.getuid?.() ?? -1, process.getgid?.() ?? -1);
    return { identity, native, cluster };
  }

  await chmod(folder, 0o711);
  if (!outside && canReach(identity, folder, native)) {
    await giveTo(inside, identity.uid, identity.gid);
    return { identity, native, cluster: inside };
  }

  const chosen = outside ?? (await reachableFolder(identity, folder));
  await writeFile(record, JSON.stringify({ outside: chosen }));
  const programs = join(chosen, "native");
  await cp(native, programs, { recursive: true, verbatimSymlinks: true });
  const cluster = join(chosen, "postgres");
  if (await exists(inside)) {
    await cp(inside, cluster, { recursive: true });
    await rm(inside, { recursive: true });
  }
  await giveTo(cluster, identity.uid, identity.gid);
  return { identity, native: programs, cluster };
}

/** Removes whatever a data folder keeps outside itself. */
export async function removeOutside(folder: string): Promise<void> {
  const outside = await recordedPlace(join(folder, "place.json"));
  if (outside) await rm(outside, { recursive: true, force: true });
}

async function recordedPlace(record: string): Promise<string | undefined> {
  const text = await readFile(record, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as { outside: string }).outside;
}

function canReach(identity: Identity, folder: string, native: string): boolean {
  const folderTrial = underIdentity(identity, "/bin/sh", ["-c", 'cd "$0"', folder]);
  const serverTrial = underIdentity(identity, join(native, "bin", "postgres"), ["--version"]);
  return [folderTrial, serverTrial].every(
    ({ command, args, options }) => spawnSync(command, args, { ...options, cwd: "/" }).status === 0,
  );
}

async function reachableFolder(identity: Identity, folder: string): Promise<string> {
  const name = `chartkeep-${createHash("sha256").update(folder).digest("hex").slice(0, 12)}`;
  for (const parent of ["/var/lib", "/var/tmp", tmpdir()]) {
    const place = join(parent, name);
    const made = await mkdir(place, { recursive: true, mode: 0o711 }).then(
      () => chmod(place, 0o711).then(() => true),
      () => false,
    );
    const { command, args, options } = underIdentity(identity, "/bin/sh", ["-c", 'cd "$0"', place]);
    if (made && spawnSync(command, args, { ...options, cwd: "/" }).status === 0) return place;
  }
  throw new Error(
    `PostgreSQL may not run as root, and no folder was found that an unprivileged account can use: set DATABASE_URL to a PostgreSQL 15 to 18 of your own.`,
  );
}

async function giveTo(cluster: string, uid: number, gid: number): Promise<void> {
  const owner = await lstat(cluster).catch(() => undefined);
  if (!owner || owner.uid === uid || process.getuid?.() !== 0) return;
  spawnSync("chown", ["-R", `${uid}:${gid}`, cluster]);
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}
