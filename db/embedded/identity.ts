import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * How the server's programs are started. PostgreSQL refuses to run as root, so
 * as root they run either in a user namespace, where root's files are theirs,
 * or as an unprivileged account, which must be able to reach the files.
 */
export type Identity =
  | { kind: "self" }
  | { kind: "namespace"; uid: number; gid: number }
  | { kind: "account"; uid: number; gid: number; name: string };

/** Picks how this process may run PostgreSQL; `avoidNamespace` is for trying the other way. */
export function chooseIdentity(avoidNamespace = false): Identity {
  if (process.getuid?.() !== 0) return { kind: "self" };
  const account = unprivilegedAccount();
  if (!avoidNamespace && namespaceWorks(account)) {
    return { kind: "namespace", uid: account.uid, gid: account.gid };
  }
  return { kind: "account", ...account };
}

/** The program, arguments and spawn options that run `command` under an identity. */
export function underIdentity(identity: Identity, command: string, args: readonly string[]) {
  if (identity.kind === "namespace") {
    const prefix = [
      "--user",
      `--map-user=${identity.uid}`,
      `--map-group=${identity.gid}`,
      "--",
      command,
    ];
    return { command: "unshare", args: [...prefix, ...args], options: {} };
  }
  const options = identity.kind === "account" ? { uid: identity.uid, gid: identity.gid } : {};
  return { command, args: [...args], options };
}

function namespaceWorks({ uid, gid }: { uid: number; gid: number }): boolean {
  const trial = underIdentity({ kind: "namespace", uid, gid }, "id", ["-u"]);
  const result = spawnSync(trial.command, trial.args, { encoding: "utf8" });
  return result.status === 0 && result.stdout.trim() === String(uid);
}

// initdb looks its own account up, so the number must be one the machine knows.
function unprivilegedAccount(): { uid: number; gid: number; name: string } {
  const accounts = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const wanted of ["postgres", "nobody", "daemon"]) {
    const [name, , uid, gid] =
      accounts.find((line) => line.startsWith(`${wanted}:`))?.split(":") ?? [];
    if (name && uid && gid) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return { name: "65534", uid: 65534, gid: 65534 };
}
