import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Complaint } from "./complaint.ts";

/** The project's root, wherever a command was started. */
export const projectRoot = resolve(import.meta.dirname, "..", "..");

/** Where this installation keeps its embedded database, secrets and key file. */
export function dataFolder(): string {
  return resolve(projectRoot, process.env.CHARTKEEP_DATA || ".data");
}

/** What an installation makes once and keeps for itself. */
export interface Secrets {
  appPassword: string;
  operatorPassword: string;
  authSecret: string;
  contextKey: string;
}

/**
 * The secrets of a data folder, each made on first use and readable by their owner alone. A CONTEXT_KEY
 * of the environment is meant for the database as well, so it goes before the folder's.
 */
export function secretsOf(folder: string): Secrets {
  const file = join(folder, "secrets.json");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const kept: Partial<Secrets> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
    const secrets: Secrets = { ...made(), ...kept };
    if (kept.contextKey === undefined)
      writeFileSync(file, JSON.stringify(secrets), {
        mode: 0o600,
        flag: existsSync(file) ? "w" : "wx",
      });
    return { ...secrets, contextKey: process.env.CONTEXT_KEY || secrets.contextKey };
  } catch (error) {
    throw new Complaint(`The data folder ${folder} cannot be used: ${reason(error)}`);
  }
}

const made = (): Secrets => ({
  appPassword: randomBytes(24).toString("hex"),
  operatorPassword: randomBytes(24).toString("hex"),
  authSecret: randomBytes(32).toString("hex"),
  contextKey: randomBytes(32).toString("hex"),
});

/** The root key file of a data folder. */
export const keyFileOf = (folder: string) => join(folder, "root.key");

/** Where a data folder keeps the checkpoints of its audit chains, beside the database and not in it. */
export const checkpointFolderOf = (folder: string) => join(folder, "checkpoints");

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM") return "no permission to write there.";
  if (code === "EROFS") return "it is on a read-only disk.";
  if (code === "ENOSPC") return "the disk is full.";
  if (code === "ENOTDIR" || code === "EEXIST") return "it is not a folder.";
  return message;
}
