import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { takeBase } from "#db/backup/base";
import { keepLog } from "#db/backup/log";
import { verifyBackup } from "#db/backup/recover";
import { closePool, configurePool } from "#db/client";
import { findPlace } from "#db/embedded/place";
import type { Claim, ProofContext, Verdict } from "#e2e/claim";
import { fileSink } from "#lib/checkpoints/file-sink";
import { makeCheckpoint } from "#lib/checkpoints/make";
import { asKeeper } from "#lib/checkpoints/operator";
import type { Sink } from "#lib/checkpoints/sink";
import { newestCheckpoint } from "#lib/checkpoints/stored";
import { dataFolder, secretsOf } from "#lib/cli/data-folder";
import { loginUrl } from "#lib/cli/database";
import { drill } from "#lib/cli/drill";
import { bringUp } from "#lib/cli/restored";
import { keyProvider } from "#lib/kms/configured";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { damages, unnoticedByDrill } from "./restore/damages.ts";
import { fillClinic } from "./restore/filling.ts";
import { drillOwnServer } from "./restore/own-server.ts";
import { Writers } from "./restore/writers.ts";

/**
 * Members write while a base backup is taken and after it; then the log is kept, and the backup restored
 * to an instant in between. What was acknowledged before the instant has to be there, what was begun after
 * it must not, every chain and every sample has to hold; and a backup with one byte changed is refused.
 */
export const claim: Claim = {
  title: "A backup taken under load restores to an instant, whole and verified",
  run,
};

async function run({ full, appUrl, adminUrl, log }: ProofContext): Promise<Verdict> {
  if (!process.env.CHARTKEEP_DATA)
    return { held: false, figures: { error: "needs the embedded server: unset DATABASE_URL" } };
  const folder = mkdtempSync(join(tmpdir(), "chartkeep-backup-"));
  const backup = join(folder, "backup");
  const { cluster } = await findPlace(dataFolder());
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  try {
    const clinics = [await newClinic(), await newClinic()];
    for (const clinic of clinics) await fillClinic(clinic, full ? 200 : 4);
    const [early, late] = [fileSink(join(folder, "early")), fileSink(join(folder, "late"))];
    await publish(clinics, early);
    configurePool(appUrl, { max: 6 });
    const writers = new Writers(clinics);
    await writers.write(full ? 500 : 20);
    await takeBase(sql, cluster, backup);
    await writers.write(full ? 2_000 : 40);
    const target = await writers.mark();
    await writers.write(full ? 500 : 20);
    await keepLog(sql, cluster, backup);
    await writers.stop();
    await publish(clinics, late);
    log(`${writers.acknowledged.length} writes acknowledged, backed up meanwhile`);

    const began = performance.now();
    const verified = await verifyBackup(backup);
    const server = await bringUp(verified, dataFolder(), { until: target });
    const secrets = secretsOf(dataFolder());
    configurePool(loginUrl(server.adminUrl, "operator", secrets), {
      max: 2,
      contextKey: secrets.contextKey,
    });
    try {
      const report = await drill(server.adminUrl, [early]);
      const recoverySeconds = (performance.now() - began) / 1_000;
      const { lost, extra } = await writers.compare(server.adminUrl);
      const behind = await drill(server.adminUrl, [late]);
      for (const fault of report.faults) log(fault);
      const refused = await damages(backup, log);
      const unnoticed = await unnoticedByDrill(server.adminUrl);
      for (const what of unnoticed) log(`the drill says nothing of ${what}`);
      await closePool();
      const own = await drillOwnServer();
      return {
        held:
          lost === 0 &&
          extra === 0 &&
          report.faults.length === 0 &&
          report.lost.length === 0 &&
          report.samplesOpened > 0 &&
          behind.faults.length === 0 &&
          behind.lost.length === clinics.length &&
          refused.noticed === refused.tried &&
          unnoticed.length === 0 &&
          own.held,
        figures: {
          "writes acknowledged": writers.acknowledged.length,
          "acknowledged before the instant and lost": lost,
          "begun after it and present": extra,
          "chains verified": report.clinics,
          events: report.events,
          "samples opened": report.samplesOpened,
          "sealed columns opened": `${report.columnsOpened} of ${report.sealedColumns}`,
          faults: report.faults.length,
          "damaged backups refused": `${refused.noticed} of ${refused.tried}`,
          "damages of the restored database, not named by the drill": unnoticed.length,
          "chains shorter than published, reported": `${behind.lost.length} of ${clinics.length}`,
          "seconds to a verified server": recoverySeconds.toFixed(1),
          "pg_basebackup of a server of one's own": own.words,
        },
      };
    } finally {
      await closePool();
      await server.release();
    }
  } finally {
    await closePool();
    await sql.end({ timeout: 5 });
    await admin.end({ timeout: 5 });
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Signs how the chains stand now, and publishes it outside of the database. */
async function publish(clinics: readonly TestClinic[], sink: Sink): Promise<void> {
  await closePool();
  configurePool(process.env.TEST_OPERATOR_URL ?? "", { max: 2 });
  for (const { tenantId } of clinics) {
    await makeCheckpoint(tenantId, await keyProvider());
    const kept = await asKeeper(tenantId, (tx) => newestCheckpoint(tx, tenantId));
    if (!kept) throw new Error("nothing was signed");
    await sink.append(tenantId, kept.size, kept.note);
  }
  await closePool();
}
