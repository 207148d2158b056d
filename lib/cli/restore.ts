import { cpSync, existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { instant, verifyBackup } from "#db/backup/recover";
import { closePool } from "#db/client";
import { fileSink } from "#lib/checkpoints/file-sink";
import { publishedStatements, takeBackStatements } from "#lib/checkpoints/said";
import type { Sink } from "#lib/checkpoints/sink";
import { keyProvider } from "#lib/kms/configured";
import { inInstallation, noteDrill } from "./backup-record.ts";
import { clinicsNamed } from "./clinics-named.ts";
import { Complaint, command } from "./complaint.ts";
import { checkpointFolderOf, dataFolder, secretsOf } from "./data-folder.ts";
import { openDatabase } from "./database.ts";
import { drill, type LostEvents } from "./drill.ts";
import { installedKind } from "./installation.ts";
import { actAsOperator } from "./operator.ts";
import { bringUp } from "./restored.ts";

const usage = `Usage: npm run restore -- --from <folder> [--to-time <instant>] --drill            into a server that is thrown away, and verified
       npm run restore -- --from <folder> [--to-time <instant>] --into <new folder>   into a data folder of its own
       with --secrets <folder> where the secrets are not those of ${dataFolder()},
       and --checkpoints <folder> where the audit chains' checkpoints were published to`;

await command(async (args) => {
  const { from, until, into, secretsFrom, checkpoints } = parseOptions(args);
  const begin = performance.now();
  const seconds = () => ((performance.now() - begin) / 1_000).toFixed(1);
  console.log("Comparing the backup with its manifest ...");
  const backup = await verifyBackup(from);
  const { base, log } = backup;
  console.log(
    `${base.files.length} files and ${log.files.length} segments are as they were backed up (${seconds()} s).`,
  );
  const server = await bringUp(backup, secretsFrom, {
    ...(until && { until }),
    ...(into && { into }),
  });
  try {
    console.log(`The server is up on the restored files (${seconds()} s).`);
    const secrets = secretsOf(secretsFrom);
    await actAsOperator({ ...server, secrets, folder: secretsFrom });
    const report = await drill(server.adminUrl, checkpoints ? [fileSink(checkpoints)] : []);
    const took = (performance.now() - begin) / 1_000;
    for (const fault of report.faults) console.log(`FAULT: ${fault}`);
    for (const each of report.lost) console.log(lossOf(each));
    for (const slug of report.shredded)
      console.log(`${slug}: its keys were destroyed, nothing of it opens, and nothing must.`);
    if (!checkpoints)
      console.log("No published checkpoints are at hand: whether events were lost is not known.");
    console.log(
      `${report.clinics} chains with ${report.events} events, ${report.rows} rows, ${report.samplesOpened} samples of ${report.columnsOpened} of ${report.sealedColumns} sealed columns opened.
Recovery time (RTO): ${seconds()} s from the backup to a verified server.
Recovery point (RPO): restored to ${server.lastCommit ?? "the base backup"}${until ? `, asked for ${until}` : ""}; the backup holds everything committed before ${log.coveredUntil}.`,
    );
    // The new installation holds its chains against what was published, as the old one did.
    if (into && checkpoints)
      cpSync(checkpoints, checkpointFolderOf(into), { recursive: true, errorOnExist: true });
    if (into && report.faults.length === 0) {
      if (checkpoints && report.clinics > 0) await takeBack(fileSink(checkpoints));
      console.log(nextStep(into, report.lost));
    }
    const note = {
      restoredTo: server.lastCommit,
      seconds: took,
      how: into ? "kept" : "thrown away",
    } as const;
    console.log(await tellInstallation(secretsFrom, () => noteDrill(backup, report, note)));
    return report.faults.length > 0 ? 1 : 0;
  } finally {
    await closePool();
    await server.release();
  }
});

/** What was said of the checkpoints after the backup, such as a change of the signing key, is published with them. */
async function takeBack(sink: Sink): Promise<void> {
  const key = await (await keyProvider()).verifyingKey();
  let taken = 0;
  for (const { id } of await clinicsNamed(undefined)) {
    const published = await publishedStatements(id, [sink]);
    taken += await takeBackStatements(id, key, published);
  }
  if (taken > 0)
    console.log(
      `${taken} signed statements about checkpoints are from after the backup: taken back.`,
    );
}

function lossOf({ slug, position, published, events }: LostEvents): string {
  return `LOST: ${slug} ends at ${position}, and ${published} events were published: the last ${events} are not in this backup.`;
}

function nextStep(into: string, lost: readonly LostEvents[]): string {
  const start = `Start it with CHARTKEEP_DATA=${into} npm start.`;
  if (lost.length === 0) return start;
  return `${start}
Its checkpoints are not signed until somebody says that this was a restore, since a chain that was cut off looks the same:
  CHARTKEEP_DATA=${into} npm run checkpoints -- restored --all --operator "<your name>" --reason "<why>"`;
}

/** Has the installation that the backup is of note what came of it, if that is here and can be reached. */
async function tellInstallation(folder: string, note: () => Promise<void>): Promise<string> {
  if (process.env.DATABASE_URL || folder !== resolve(dataFolder()) || !installedKind())
    return "Not noted: the installation that this is a backup of is not the one of this data folder.";
  try {
    const database = await openDatabase();
    try {
      await inInstallation(database, note);
    } finally {
      await database.release();
    }
    return "Noted in the installation, for the evidence of every clinic.";
  } catch {
    return "Not noted: the installation cannot be reached.";
  }
}

/** Where checkpoints were published: the folder that is named, else the one of the environment or of the installation. */
function checkpointsOf(named: { readonly checkpoints?: string; readonly secrets?: string }) {
  const folder = named.checkpoints ?? process.env.CHECKPOINT_FOLDER;
  if (folder) return resolve(folder);
  const own = checkpointFolderOf(resolve(named.secrets ?? dataFolder()));
  return existsSync(own) ? own : undefined;
}

function parseOptions(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        from: { type: "string" },
        "to-time": { type: "string" },
        drill: { type: "boolean", default: false },
        into: { type: "string" },
        secrets: { type: "string" },
        checkpoints: { type: "string" },
      },
    });
    const until = values["to-time"];
    if (until !== undefined) instant(until);
    if (values.from && values.drill !== (values.into !== undefined)) {
      return {
        from: resolve(values.from),
        until,
        into: values.into === undefined ? undefined : resolve(values.into),
        secretsFrom: resolve(values.secrets ?? dataFolder()),
        checkpoints: checkpointsOf(values),
      };
    }
  } catch (error) {
    if (error instanceof TypeError && error.message === "not an instant")
      throw new Complaint("--to-time is an instant with its zone, like 2026-11-26T02:15:00Z.");
  }
  throw new Complaint(usage);
}
