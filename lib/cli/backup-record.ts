import { eq, sql } from "drizzle-orm";
import type { BaseManifest, LogManifest } from "#db/backup/manifest";
import type { VerifiedBackup } from "#db/backup/recover";
import { closePool, configurePool } from "#db/client";
import { inDirectory } from "#db/directory";
import { backups } from "#db/schema/backups";
import { restoreDrills } from "#db/schema/restore-drills";
import { newId } from "#lib/ids";
import { type Administration, loginUrl } from "./database.ts";
import type { DrillReport } from "./drill.ts";

/** Does `work` on the installation's directory as the operator, and gives the pool back. */
export async function inInstallation<T>(
  { adminUrl, secrets }: Pick<Administration, "adminUrl" | "secrets">,
  work: () => Promise<T>,
): Promise<T> {
  await closePool();
  configurePool(loginUrl(adminUrl, "operator", secrets), {
    max: 1,
    contextKey: secrets.contextKey,
  });
  try {
    return await work();
  } finally {
    await closePool();
  }
}

/** Notes a base backup that was taken: when, how much, and nothing of where it lies. */
export const noteBackup = ({ beganAt, endedAt, files }: BaseManifest): Promise<void> =>
  inDirectory(async (tx) => {
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    await tx.insert(backups).values({
      beganAt: new Date(beganAt),
      finishedAt: new Date(endedAt),
      coveredUntil: new Date(endedAt),
      files: files.length,
      bytes,
    });
  });

/** Notes up to when the log is kept with a base backup. One that was taken elsewhere, or before this was noted, is passed over. */
export const noteLog = (
  { beganAt }: BaseManifest,
  { coveredUntil }: LogManifest,
): Promise<boolean> =>
  inDirectory(async (tx) => {
    const noted = await tx
      .update(backups)
      .set({ coveredUntil: new Date(coveredUntil) })
      .where(eq(backups.beganAt, new Date(beganAt)))
      .returning({ beganAt: backups.beganAt });
    return noted.length > 0;
  });

/** What a drill is noted with beside what it found. */
export interface DrillNote {
  readonly restoredTo: string | null;
  readonly seconds: number;
  readonly how: "thrown away" | "kept";
}

/** Notes what came of a drill, and that every byte of the backup was compared. */
export const noteDrill = (
  { base }: VerifiedBackup,
  { clinics, events, samplesOpened, faults, lost }: DrillReport,
  { restoredTo, seconds, how }: DrillNote,
): Promise<void> =>
  inDirectory(async (tx) => {
    const beganAt = new Date(base.beganAt);
    await tx
      .update(backups)
      .set({ verifiedAt: sql`clock_timestamp()` })
      .where(eq(backups.beganAt, beganAt));
    await tx.insert(restoreDrills).values({
      id: newId(),
      backupBeganAt: beganAt,
      restoredTo: restoredTo === null ? null : new Date(restoredTo),
      how,
      seconds: Math.round(seconds),
      clinics,
      events,
      samples: samplesOpened,
      faults: faults.length,
      lostEvents: lost.reduce((sum, each) => sum + each.events, 0),
    });
  });
