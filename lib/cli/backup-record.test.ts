import { beforeEach, expect, test } from "vitest";
import type { BaseManifest, LogManifest } from "#db/backup/manifest";
import { newId } from "#lib/ids";
import { admin } from "#lib/testing";
import { asOperatorLogin, signIn } from "#lib/testing-logins";
import { noteBackup, noteDrill, noteLog } from "./backup-record.ts";
import type { DrillReport } from "./drill.ts";

beforeEach(() => signIn("app"));

/** A base backup that nobody else noted: it began at an instant of its own. */
function taken(): BaseManifest {
  const at = Date.now() - Math.floor(Math.random() * 1e9);
  return {
    format: "chartkeep-backup-1",
    serverVersion: "18.4",
    beganAt: new Date(at).toISOString(),
    endedAt: new Date(at + 1_000).toISOString(),
    startSegment: "000000010000000000000001",
    files: [
      { path: "global/1262", size: 8_192, sha256: newId() },
      { path: "base/5/2619", size: 4_000_000_000, sha256: newId() },
    ],
  };
}

const log = (coveredUntil: string): LogManifest => ({
  format: "chartkeep-log-1",
  coveredUntil,
  files: [],
});

const report: DrillReport = {
  clinics: 2,
  events: 120,
  rows: 9_000,
  sealedColumns: 41,
  columnsOpened: 28,
  samplesOpened: 232,
  shredded: [],
  faults: ["a value of notes.text_sealed of harbor does not open"],
  lost: [{ slug: "harbor", tenantId: newId(), position: 100, published: 107, events: 7 }],
};

const noted = async (base: BaseManifest) => {
  const [row] = await admin<
    { files: number; bytes: string; covered_until: string; verified_at: string | null }[]
  >`select * from directory.backups where began_at = ${base.beganAt}`;
  return row;
};

test("a backup, its log and its drill are noted, with counts and instants and no word of a record", async () => {
  const base = taken();
  await asOperatorLogin(() => noteBackup(base));
  expect(await noted(base)).toMatchObject({ files: 2, bytes: "4000008192", verified_at: null });

  const until = new Date(Date.parse(base.endedAt) + 60_000).toISOString();
  expect(await asOperatorLogin(() => noteLog(base, log(until)))).toBe(true);
  expect(Date.parse((await noted(base))?.covered_until ?? "")).toBe(Date.parse(until));

  const backup = { folder: "/secret/place", base, log: log(until) };
  await asOperatorLogin(() =>
    noteDrill(backup, report, { restoredTo: until, seconds: 11.6, how: "thrown away" }),
  );
  expect((await noted(base))?.verified_at).toEqual(expect.any(String));
  const drills = await admin`
    select * from directory.restore_drills where backup_began_at = ${base.beganAt}`;
  expect(drills).toMatchObject([{ seconds: 12, faults: 1, lost_events: "7", samples: 232 }]);
  expect(JSON.stringify(drills)).not.toMatch(/secret|harbor|notes/);
});

test("the log of a backup that was never noted changes nothing, and none is noted twice", async () => {
  expect(await asOperatorLogin(() => noteLog(taken(), log(new Date().toISOString())))).toBe(false);
  const base = taken();
  await asOperatorLogin(() => noteBackup(base));
  await expect(asOperatorLogin(() => noteBackup(base))).rejects.toThrow();
});
