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
}

/** The secrets of a data folder, made on first use and readable by their owner alone. */
export function secretsOf(folder: string): Secrets {
  const file = join(folder, "secrets.json");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!existsSync(file)) {
      const made: Secrets = {
        appPassword: randomBytes(24).toString("hex"),
        operatorPassword: randomBytes(24).toString("hex"),
        authSecret: randomBytes(32).toString("hex"),
      };
      writeFileSync(file, JSON.stringify(made), { mode: 0o600, flag: "wx" });
    }
    return JSON.parse(readFileSync(file, "utf8")) as Secrets;
  } catch (error) {
    throw new Complaint(`The data folder ${folder} cannot be used: ${reason(error)}`);
  }
}

/** The root key file of a data folder. */
export const keyFileOf = (folder: string) => join(folder, "root.key");

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM") return "no permission to write there.";
  if (code === "EROFS") return "it is on a read-only disk.";
  if (code === "ENOSPC") return "the disk is full.";
  if (code === "ENOTDIR" || code === "EEXIST") return "it is not a folder.";
  return message;
}
