import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { endRecovery, layOut, type VerifiedBackup } from "#db/backup/recover";
import { openEmbedded, removeDataFolder } from "#db/embedded";
import { Complaint } from "./complaint.ts";
import { keyFileOf } from "./data-folder.ts";

/** A server that runs on restored files, and how it got there. */
export interface RestoredServer {
  readonly adminUrl: string;
  readonly folder: string;
  /** The last commit that was restored, by the database's own clock. */
  readonly lastCommit: string | null;
  release(): Promise<void>;
}

/** What of a data folder no backup holds, and a restored server cannot do without. */
const secrets = ["superuser-password", "secrets.json", "root.key", "installation.json"];

/**
 * Brings a verified backup up as a server of its own, in a new folder with the secrets of `secretsFrom`: a
 * temporary one that goes with its release, or `into`, which must not hold anything yet.
 */
export async function bringUp(
  backup: VerifiedBackup,
  secretsFrom: string,
  { until, into }: { readonly until?: string; readonly into?: string } = {},
): Promise<RestoredServer> {
  if (until !== undefined && Date.parse(until) < Date.parse(backup.base.endedAt))
    throw new Complaint(
      `${until} lies before ${backup.base.endedAt}, where this base backup ends: only an earlier backup reaches it.`,
    );
  const folder = into ?? mkdtempSync(join(tmpdir(), "chartkeep-restore-"));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (readdirSync(folder).length > 0)
    throw new Complaint(`${folder} is not empty: a restore never writes over anything.`);
  if (!existsSync(join(secretsFrom, "superuser-password")))
    throw new Complaint(
      `${secretsFrom} does not hold the secrets of the installation: name the folder that does with --secrets.`,
    );
  for (const name of secrets) {
    if (existsSync(join(secretsFrom, name)))
      copyFileSync(join(secretsFrom, name), join(folder, name));
  }
  // The clinics' own secrets lie beside the root key, and without them none of their keys opens.
  const clinics = `${keyFileOf(secretsFrom)}.clinics`;
  if (existsSync(clinics)) {
    mkdirSync(`${keyFileOf(folder)}.clinics`, { mode: 0o700 });
    for (const name of readdirSync(clinics))
      copyFileSync(join(clinics, name), join(`${keyFileOf(folder)}.clinics`, name));
  }
  await layOut(backup, folder, until);
  const server = await openEmbedded(folder, { throwaway: into === undefined }).catch(async () => {
    const failure = new Complaint(failureOf(folder, until));
    // There are records in it: what did not come up is not left lying around.
    await removeDataFolder(folder);
    throw failure;
  });
  try {
    const lastCommit = await recovered(server.adminUrl, folder, until);
    await endRecovery(folder);
    return { adminUrl: server.adminUrl, folder, lastCommit, release: server.release };
  } catch (error) {
    await server.release();
    await removeDataFolder(folder);
    throw error;
  }
}

/** Waits until the server has recovered and takes writes, and forgets how it was to recover. */
async function recovered(url: string, folder: string, until?: string): Promise<string | null> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    for (;;) {
      const [row] = await sql<{ isDone: boolean; last: string | null }[]>`
        select not pg_is_in_recovery() as "isDone", pg_last_xact_replay_timestamp()::text as last`.catch(
        () => {
          throw new Complaint(failureOf(folder, until));
        },
      );
      if (row?.isDone) {
        for (const name of ["restore_command", "recovery_target_action", "recovery_target_time"])
          await sql.unsafe(`alter system reset ${name}`);
        return row.last;
      }
      await pause(50);
    }
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Why the server did not come up, in a sentence where the reason is known. */
function failureOf(folder: string, until?: string): string {
  const log = join(folder, "postgres.log");
  const said = existsSync(log) ? readFileSync(log, "utf8") : "";
  if (/recovery ended before configured recovery target was reached/.test(said))
    return `The backup's log does not reach ${until}: restore to an earlier instant, or to its end without --to-time.`;
  const last = said.trim().split("\n").at(-1) ?? "";
  return `The restored server did not come up; its last words: ${last}`;
}
