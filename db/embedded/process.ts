import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Whether a process of that number exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * The running server of a cluster, as its own postmaster.pid tells. A record
 * whose process is gone, or has become some other program since, is removed:
 * PostgreSQL itself would refuse to start if the number is in use again.
 */
export function runningPostmaster(cluster: string): { pid: number; port: number } | undefined {
  const file = join(cluster, "postmaster.pid");
  let lines: string[];
  try {
    lines = readFileSync(file, "utf8").split("\n");
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (isAlive(pid) && programOf(pid).includes("postgres")) return { pid, port: Number(lines[3]) };
  rmSync(file, { force: true });
  return undefined;
}

function programOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8");
  } catch {
    try {
      return execFileSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8" });
    } catch {
      return "";
    }
  }
}
