import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EmbeddedUnavailable } from "./binaries.ts";
import { underIdentity } from "./identity.ts";
import type { Place } from "./place.ts";

/** The name of the embedded server's administrative login. */
export const superuserName = "postgres";

/** Makes the cluster's files if there are none; half-made ones are thrown away and made anew. */
export function ensureCluster(folder: string, place: Place, password: string): void {
  const finished = join(folder, "cluster-made");
  if (existsSync(finished) && existsSync(join(place.cluster, "PG_VERSION"))) return;
  rmSync(place.cluster, { recursive: true, force: true });
  mkdirSync(place.cluster, { recursive: true, mode: 0o700 });
  const passwordFile = join(dirname(place.cluster), "initial-password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (place.identity.kind === "account") {
    chownSync(place.cluster, place.identity.uid, place.identity.gid);
    chownSync(passwordFile, place.identity.uid, place.identity.gid);
  }
  try {
    makeCluster(place, passwordFile);
    writeFileSync(finished, "");
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function makeCluster(place: Place, passwordFile: string): void {
  const { command, args, options } = underIdentity(
    place.identity,
    join(place.native, "bin", "initdb"),
    [
      `--pgdata=${place.cluster}`,
      `--username=${superuserName}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale-provider=builtin",
      "--locale=C.UTF-8",
      "--no-instructions",
      "--no-sync",
    ],
  );
  const result = spawnSync(command, args, {
    ...options,
    cwd: "/",
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
  });
  if (result.status === 0) return;
  throw new EmbeddedUnavailable(
    `The embedded PostgreSQL could not make its files in ${place.cluster}: ${lastLine(result.stderr ?? String(result.error))}`,
  );
}

const lastLine = (text: string) => text.trim().split("\n").at(-1) ?? "";
