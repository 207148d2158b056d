import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "./process.ts";

/** Announces that this process uses the server of a data folder. Returns the lease's file. */
export function takeLease(folder: string): string {
  mkdirSync(leasesOf(folder), { recursive: true });
  const lease = join(leasesOf(folder), `${process.pid}-${randomUUID()}`);
  writeFileSync(lease, "");
  return lease;
}

/** How many living processes use the server; leases of dead ones are swept away. */
export function countLeases(folder: string): number {
  if (!existsSync(leasesOf(folder))) return 0;
  return readdirSync(leasesOf(folder)).filter((name) => {
    if (isAlive(Number.parseInt(name, 10))) return true;
    rmSync(join(leasesOf(folder), name), { force: true });
    return false;
  }).length;
}

const leasesOf = (folder: string) => join(folder, "leases");
