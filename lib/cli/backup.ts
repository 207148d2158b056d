import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import postgres from "postgres";
import { isFree, takeBase } from "#db/backup/base";
import { keepLog, releaseLog } from "#db/backup/log";
import { type BaseManifest, partsOf, readManifest } from "#db/backup/manifest";
import { findPlace } from "#db/embedded/place";
import { inInstallation, noteBackup, noteLog } from "./backup-record.ts";
import { Complaint, command } from "./complaint.ts";
import { openDatabase } from "./database.ts";
import { untilStopped } from "./until-stopped.ts";

const usage = `Usage: npm run backup -- --to <folder>                        a base backup into a new folder
       npm run backup -- --to <folder> --log [--every <seconds>]   what was logged since, once or again and again
       npm run backup -- --forget                             the server need not keep its log for a backup any more`;

await command(async (args) => {
  const options = parseOptions(args);
  if (process.env.DATABASE_URL) {
    throw new Complaint(
      "This backs up the embedded server. For the one of DATABASE_URL use its own tools, as docs/backup.md says.",
    );
  }
  const database = await openDatabase();
  const { cluster } = await findPlace(database.folder);
  const sql = postgres(database.adminUrl, { max: 1, onnotice: () => undefined });
  try {
    if (options.forget) {
      await releaseLog(sql);
      console.log("The server keeps its log for itself alone again.");
      return 0;
    }
    return await inInstallation(database, () =>
      options.log
        ? follow(sql, cluster, options.to, options.every)
        : base(sql, cluster, options.to),
    );
  } finally {
    await sql.end({ timeout: 5 });
    await database.release();
  }
});

async function base(sql: postgres.Sql, cluster: string, to: string): Promise<number> {
  if (!(await isFree(to)))
    throw new Complaint(`${to} is not empty: a base backup goes into a folder of its own.`);
  const begin = performance.now();
  const manifest = await takeBase(sql, cluster, to);
  const { files, endedAt } = manifest;
  await noteBackup(manifest);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  console.log(
    `${files.length} files, ${Math.round(bytes / 2 ** 20)} MB in ${((performance.now() - begin) / 1_000).toFixed(1)} s. Restores reach from ${endedAt} on.
Keys are not in it: keep secrets.json, superuser-password and root.key of the data folder (or the key provider) elsewhere.
Without them nobody opens what is sealed, and a restored server lets nobody in.`,
  );
  return 0;
}

async function follow(
  sql: postgres.Sql,
  cluster: string,
  to: string,
  every: number | undefined,
): Promise<number> {
  let isStopped = false;
  const taken = await readManifest<BaseManifest>(partsOf(to).manifest, "chartkeep-backup-1");
  const keep = async () => {
    const kept = await keepLog(sql, cluster, to);
    // A copy that was kept is worth having even where that cannot be noted.
    await noteLog(taken, kept).catch(() =>
      console.error("The log is kept, and the installation could not be told so."),
    );
    return kept;
  };
  const stopped = untilStopped().then(() => {
    isStopped = true;
  });
  do {
    const { coveredUntil, files } = await keep();
    console.log(`${files.length} segments, everything committed before ${coveredUntil}.`);
    if (every === undefined) return 0;
    await Promise.race([pause(every * 1_000, undefined, { ref: true }), stopped]);
  } while (!isStopped);
  await keep();
  return 0;
}

function parseOptions(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        to: { type: "string" },
        log: { type: "boolean", default: false },
        every: { type: "string" },
        forget: { type: "boolean", default: false },
      },
    });
    const every = values.every === undefined ? undefined : Number(values.every);
    const isMeant = every === undefined || (values.log && Number.isInteger(every) && every >= 5);
    if (values.forget && !values.to && !values.log) return { ...values, to: "", every };
    if (values.to && !values.forget && isMeant) return { ...values, to: resolve(values.to), every };
  } catch {
    // Answered below.
  }
  throw new Complaint(usage);
}
