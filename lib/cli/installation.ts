import { existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { migrate } from "#db/migrate";
import { Complaint } from "./complaint.ts";
import { dataFolder } from "./data-folder.ts";
import { type Administration, openDatabase } from "./database.ts";
import { environmentFor } from "./environment.ts";

/** A migrated database and the environment in which a server uses it. */
export interface Installation extends Administration {
  environment: Record<string, string>;
}

type Kind = "demonstration" | "development";

/** Brings the installation of the data folder up to date and remembers what kind it is. */
export async function openInstallation(origin: string, kind: Kind): Promise<Installation> {
  assertRoom();
  const database = await openDatabase();
  try {
    await migrate(database.adminUrl, database.secrets);
    const environment = await environmentFor(database, { origin, kind });
    writeFileSync(kindFile(), JSON.stringify({ kind }), { mode: 0o600 });
    return { ...database, environment };
  } catch (error) {
    await database.release();
    throw error;
  }
}

/** What kind of installation the data folder holds, if any. */
export function installedKind(): Kind | undefined {
  if (!existsSync(kindFile())) return undefined;
  return (JSON.parse(readFileSync(kindFile(), "utf8")) as { kind: Kind }).kind;
}

const kindFile = () => join(dataFolder(), "installation.json");

function assertRoom(): void {
  const folder = dataFolder();
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    throw new Complaint(
      `The data folder ${folder} cannot be made: give yourself permission, or choose another with CHARTKEEP_DATA.`,
    );
  }
  const { bavail, bsize } = statfsSync(folder);
  const megabytes = Math.floor((bavail * bsize) / 2 ** 20);
  if (megabytes < 512) {
    throw new Complaint(
      `The disk of ${folder} has ${megabytes} MB left, and the database needs 512: make room, or choose another disk with CHARTKEEP_DATA.`,
    );
  }
}
